package io.henge.node;

import io.henge.node.storage.CommitSteps;
import java.util.concurrent.ExecutionException;

/**
 * A node whose wall clock is wrong by a fixed time: the tests with real processes start several
 * that disagree. It is a class of the tests, so that no released jar has it.
 *
 * <p>System property {@code henge.clock.offsetMillis}: how far the clock is ahead, negative when it
 * is behind. The arguments are those of a node.
 */
public final class SkewedNode {
  private SkewedNode() {}

  /** Starts a node; it runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    long offsetMillis = Long.parseLong(System.getProperty("henge.clock.offsetMillis"));
    NodeOnMachine.run(
        new Machine(() -> System.currentTimeMillis() + offsetMillis, CommitSteps.UNOBSERVED),
        arguments);
  }
}
