package io.henge.client;

/** A request that nobody could carry out in time. It had no effect; later it may work. */
public final class UnavailableException extends RejectedException {
  private static final long serialVersionUID = 1;

  /** With a code of {@link HengeException#code()} and a text for people. */
  public UnavailableException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
