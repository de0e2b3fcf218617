package io.henge.cli;

/** Why something was not done, in words for people. */
final class AdminFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AdminFailure(String message) {
    super(message, null, false, false);
  }
}
