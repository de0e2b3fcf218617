package io.henge.chaos.fault;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.RingOperator;
import io.henge.chaos.cluster.RingOperator.Member;
import io.henge.chaos.machine.AtExit;
import io.henge.chaos.schedule.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Nodes that become others: with an empty disk, and another identity. An operator works on the ring
 * meanwhile; one after the other, when there are several.
 */
final class RingFaults {
  /** Other faults may keep a change from going on until they end. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Surroundings around;
  private final RingOperator operator;
  private final Lock oneAtATime = new ReentrantLock();

  RingFaults(Surroundings around) {
    this.around = around;
    List<NodeProcess> processes = around.nodes().stream().map(NodeKeeper::process).toList();
    this.operator = new RingOperator(processes, PATIENCE, this::startAgain);
  }

  /** An empty node that met a full disk has ended; whoever changes the ring has it try again. */
  private void startAgain() {
    around.nodes().forEach(node -> node.letUp(this));
  }

  /** What is done to a node, in the ring. */
  @FunctionalInterface
  private interface Change {
    /** What was done, for people. */
    String run(int number, NodeProcess node) throws Exception;
  }

  /** Begins one; empty when it is of another family. */
  Optional<Effect> begin(Step step) {
    return switch (step.kind()) {
      case DISK_LOST -> Optional.of(begun(step, this::loseDisk));
      case LEAVE_AND_JOIN -> Optional.of(begun(step, this::leaveAndJoin));
      default -> Optional.empty();
    };
  }

  private Effect begun(Step step, Change change) {
    List<String> told = new CopyOnWriteArrayList<>();
    Work work =
        new Work(
            "ring",
            () -> {
              for (int number : step.nodes()) {
                told.add(alone(change, number));
              }
            });
    Runnable abandon = operator::abandon;
    AtExit.ofProcess().add(AtExit.Stage.FAULTS, abandon);
    return new Effect() {
      @Override
      public void end() throws InterruptedException {
        work.join();
        AtExit.ofProcess().remove(AtExit.Stage.FAULTS, abandon);
      }

      @Override
      public String told() {
        return String.join("; ", told);
      }
    };
  }

  private String alone(Change change, int number) throws Exception {
    oneAtATime.lockInterruptibly();
    try {
      return change.run(number, around.nodes().get(number - 1).process());
    } finally {
      oneAtATime.unlock();
    }
  }

  private String loseDisk(int number, NodeProcess node) throws Exception {
    Member old = operator.memberAt(node);
    empty(number);
    Member now = operator.replace(node, old);
    return "seat %d was %s and is %s".formatted(old.seat(), old.node(), now.node());
  }

  private String leaveAndJoin(int number, NodeProcess node) throws Exception {
    Member old = operator.memberAt(node);
    long without = operator.leave(node, old);
    empty(number);
    Member now = operator.join(node, without);
    return "seat %d left, and came back as seat %d".formatted(old.seat(), now.seat());
  }

  /** Other faults may have broken the disk, or made it read-only, until they end. */
  private void empty(int number) throws IOException {
    NodeKeeper node = around.nodes().get(number - 1);
    Object hold = new Object();
    node.holdDown(hold);
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      Optional<IOException> failure = failureToEmpty(number);
      while (failure.isPresent() && System.nanoTime() < end) {
        LockSupport.parkNanos(PAUSE_NANOS);
        failure = failureToEmpty(number);
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
    } finally {
      node.letUp(hold);
    }
  }

  private Optional<IOException> failureToEmpty(int number) {
    try {
      around.disks().get(number - 1).empty();
      return Optional.empty();
    } catch (IOException broken) {
      return Optional.of(broken);
    }
  }
}
