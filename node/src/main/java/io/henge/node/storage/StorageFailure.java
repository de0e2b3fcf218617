package io.henge.node.storage;

/** A step of the store that failed. Expected kinds come without a stack trace. */
public final class StorageFailure extends RuntimeException {
  /** What went wrong. */
  public enum Kind {
    /** No room; nothing was stored. */
    NO_SPACE,
    /** The disk failed, or the index met a full one; what was written may be there or not. */
    BROKEN,
    /** Bytes do not match their checksum. */
    CORRUPT,
    /** The named stage is not here, not complete, or has another length or checksum. */
    NO_STAGE,
    /** Too many writes wait for the disk; nothing was stored, later it may be. */
    BUSY,
    /** The store is closed. */
    CLOSED
  }

  private final Kind kind;

  public StorageFailure(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public StorageFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** The kind of failure. */
  public Kind kind() {
    return kind;
  }
}
