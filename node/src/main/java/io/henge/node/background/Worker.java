package io.henge.node.background;

import io.vertx.core.Future;

/**
 * Work that is never finished and never urgent: one bounded step at a time, and after each a word
 * on how to go on. A step that fails is tried again after a while.
 */
public interface Worker {
  /** A few words for the log. */
  String name();

  /** Does a little; the next step begins after it has ended. */
  Future<Progress> step();
}
