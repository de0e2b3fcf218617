package io.henge.node.storage.table;

import java.io.IOException;

/** A table that could not do what it was asked to. */
public final class TableException extends IOException {
  private static final long serialVersionUID = 1;

  /** What was in the way. */
  public enum Kind {
    /** No room; whether a write happened is not known. */
    NO_SPACE,
    /** Nothing more can be opened; whether a write happened is not known. */
    NO_DESCRIPTOR,
    /** Stored bytes do not match their checksum. */
    CORRUPT,
    /** Any other failure of the disk. */
    FAILED
  }

  private final Kind kind;

  public TableException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** The kind of failure. */
  public Kind kind() {
    return kind;
  }
}
