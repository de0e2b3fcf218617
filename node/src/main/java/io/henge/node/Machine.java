package io.henge.node;

import io.henge.node.storage.CommitSteps;
import java.util.function.LongSupplier;

/**
 * What a node takes from the machine it runs on, besides files and sockets. Tests give it one whose
 * clock is wrong, or that fails at a step.
 *
 * @param wallMillis milliseconds since 1970; may be wrong and may jump. Any thread may ask
 * @param commitSteps is told how far each commit of a body has come
 */
record Machine(LongSupplier wallMillis, CommitSteps commitSteps) {
  /** The one that this process runs on. */
  static final Machine LOCAL = new Machine(System::currentTimeMillis, CommitSteps.UNOBSERVED);
}
