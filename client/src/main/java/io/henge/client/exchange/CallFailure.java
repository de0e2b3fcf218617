package io.henge.client.exchange;

/** A request to a node that got no answer, or lost it in the middle; without a stack trace. */
public final class CallFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** How far it came. */
  public enum Kind {
    /** There was no connection, so it had no effect. */
    NOT_CONNECTED,
    /** This client has too many requests under way itself. */
    BUSY,
    /** No answer, no more bytes, or nobody who takes them, for too long. */
    SILENT,
    /** The connection broke. */
    BROKEN,
    /** What came is no answer that a node gives. */
    MALFORMED,
    /** The bytes to be sent could not be had. */
    SOURCE,
    /** Nobody waits for it any more. */
    CANCELLED
  }

  public CallFailure(Kind kind, String message, Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
  }

  public CallFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  /** How far it came. */
  public Kind kind() {
    return kind;
  }

  /** Whether the node cannot have heard of it. */
  public boolean hadNoEffect() {
    return kind == Kind.NOT_CONNECTED || kind == Kind.BUSY;
  }

  /** Whether it says something about the node. */
  public boolean isTheNodes() {
    return kind != Kind.BUSY && kind != Kind.SOURCE && kind != Kind.CANCELLED;
  }
}
