package io.henge.node.storage;

/** A backup that is not made because of another one: it runs, or it has the name. */
public final class BackupConflict extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BackupConflict(String message) {
    super(message, null, false, false);
  }
}
