package io.henge.client;

/**
 * A request that did not do what was asked. Which of its kinds it is says what became of it:
 *
 * <ul>
 *   <li>{@link RejectedException}: it had no effect and never will have one; {@link
 *       UnavailableException} if it may work later, {@link AbsentException} if there is nothing to
 *       read.
 *   <li>{@link UnknownOutcomeException}: a write that may or may not become visible, once.
 *   <li>{@link DamagedBodyException}: bytes that are not those that were stored.
 * </ul>
 */
public abstract sealed class HengeException extends RuntimeException
    permits RejectedException, UnknownOutcomeException, DamagedBodyException {
  private static final long serialVersionUID = 1;

  private final String code;

  HengeException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * What went wrong in a word: one of the codes of the HTTP reference, such as {@code
   * quorum-not-reached}, or one of the client's own: {@code no-answer}, {@code timeout}, {@code
   * client-busy}, {@code client-closed}, {@code source} and {@code sink} for those that fail,
   * {@code replaced} for a version that went while it was read, {@code damaged-body}.
   */
  public String code() {
    return code;
  }
}
