package io.henge.node.storage;

import java.io.IOException;

/**
 * Is told of each step on the way of a body to the disk, in their order. Crash tests look at the
 * directory there, or let the step fail; in production nothing listens.
 */
@FunctionalInterface
public interface CommitSteps {
  /** Nothing happens. */
  CommitSteps UNOBSERVED = step -> {};

  /** Called when the step is done, on the thread that did it; throwing makes the step fail. */
  void after(Step step) throws IOException;

  /** In the order in which they happen. */
  enum Step {
    /** The stage's file is whole, footer included, but not synced. */
    STAGE_WRITTEN,
    /** The file's bytes are durable. */
    STAGE_SYNCED,
    /** The file has its name. */
    RENAMED,
    /** The name is durable. */
    DIRECTORY_SYNCED,
    /** Record and small bodies are durable: the change has happened. */
    INDEX_WRITTEN,
    /** The files of replaced versions are gone. */
    REPLACED_UNLINKED
  }
}
