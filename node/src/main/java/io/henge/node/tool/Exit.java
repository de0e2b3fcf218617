package io.henge.node.tool;

/** The exit codes of the tools. */
final class Exit {
  /** Done, and nothing was found that needs a person. */
  static final int DONE = 0;

  /** Damage was found, or the work could not be done. */
  static final int NOT_DONE = 1;

  /** The command line cannot be understood. */
  static final int BAD_USAGE = 2;

  private Exit() {}
}
