package io.henge.node;

import io.henge.node.storage.CommitSteps;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node that ends without a word at a named point on the way of a body to the disk: the tests with
 * real processes start it to crash exactly there. It is a class of the tests, so that no released
 * jar has it.
 *
 * <p>System properties: {@code henge.kill.step}, a {@link CommitSteps.Step}; {@code
 * henge.kill.passing}, at which passing of it the process ends, 1 or more. The arguments are those
 * of a node. Exit code {@value #KILLED} and a line {@code killed after STEP} say that it happened.
 */
public final class KillableNode {
  /** The exit code of a process that ended at its point. */
  public static final int KILLED = 86;

  private KillableNode() {}

  /** Starts a node; it runs until it is killed from within or without. */
  public static void main(String[] arguments) {
    CommitSteps.Step step = CommitSteps.Step.valueOf(System.getProperty("henge.kill.step"));
    AtomicInteger left = new AtomicInteger(Integer.getInteger("henge.kill.passing", 1));
    CommitSteps steps =
        passed -> {
          if (passed == step && left.decrementAndGet() == 0) {
            System.out.println("killed after " + step);
            System.out.flush();
            Runtime.getRuntime().halt(KILLED);
          }
        };
    Main.main(new Machine(System::currentTimeMillis, steps), arguments);
  }
}
