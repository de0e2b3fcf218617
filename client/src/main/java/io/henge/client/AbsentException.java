package io.henge.client;

import java.util.Optional;

/** There is no blob to show under the key: enough owners say so. */
public final class AbsentException extends RejectedException {
  private static final long serialVersionUID = 1;

  private final boolean isDeleted;
  private final String context;

  /**
   * Nothing under that key.
   *
   * @param isDeleted whether it was deleted or has expired, and that is still known
   * @param context of the deletion; empty when nothing is known
   */
  public AbsentException(String key, boolean isDeleted, Optional<String> context) {
    super(
        isDeleted ? "gone" : "not-found",
        (isDeleted ? "deleted: " : "there is no such blob: ") + key,
        null);
    this.isDeleted = isDeleted;
    this.context = context.orElse(null);
  }

  /** Whether it was deleted or has expired, and that is still known. */
  public boolean isDeleted() {
    return isDeleted;
  }

  /** With this a write replaces exactly the deletion. */
  public Optional<String> context() {
    return Optional.ofNullable(context);
  }
}
