package io.henge.client;

/**
 * A write of which nobody can say whether it was applied. It may become visible later, once. To
 * find out, read, or repeat it with the same {@linkplain #requestId() request id}.
 */
public final class UnknownOutcomeException extends HengeException {
  private static final long serialVersionUID = 1;

  private final String requestId;

  /** The write with that request id. */
  public UnknownOutcomeException(String code, String message, String requestId, Throwable cause) {
    super(code, message, cause);
    this.requestId = requestId;
  }

  /** With this a repeated write is the same one, and is applied once at the most. */
  public String requestId() {
    return requestId;
  }
}
