package io.henge.client;

/** A request that had no effect, and never will have one. */
public sealed class RejectedException extends HengeException
    permits AbsentException, UnavailableException {
  private static final long serialVersionUID = 1;

  /** With a code of {@link HengeException#code()} and a text for people. */
  public RejectedException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
