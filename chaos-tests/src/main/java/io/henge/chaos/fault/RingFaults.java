package io.henge.chaos.fault;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.RingOperator;
import io.henge.chaos.cluster.RingOperator.Member;
import io.henge.chaos.machine.NodeDisk;
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
  private final Lock ring = new ReentrantLock();

  RingFaults(Surroundings around) {
    this.around = around;
    List<NodeProcess> processes = around.nodes().stream().map(NodeKeeper::process).toList();
    this.operator = new RingOperator(processes, PATIENCE);
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
                ring.lockInterruptibly();
                try {
                  NodeProcess node = around.nodes().get(number - 1).process();
                  told.add(change.run(number, node));
                } finally {
                  ring.unlock();
                }
              }
            });
    return new Effect() {
      @Override
      public void end() throws InterruptedException {
        work.join();
      }

      @Override
      public String told() {
        return String.join("; ", told);
      }
    };
  }

  private String loseDisk(int number, NodeProcess node) throws Exception {
    Member old = operator.memberAt(node);
    empty(number);
    operator.replace(node, old);
    return "seat %d was %s and is %s"
        .formatted(old.seat(), old.node(), operator.memberAt(node).node());
  }

  private String leaveAndJoin(int number, NodeProcess node) throws Exception {
    Member old = operator.memberAt(node);
    operator.leave(node, old);
    empty(number);
    operator.join(node);
    return "seat %d left, and came back as seat %d"
        .formatted(old.seat(), operator.memberAt(node).seat());
  }

  /** Other faults may have broken the disk, or made it read-only, until they end. */
  private void empty(int number) throws IOException {
    NodeKeeper node = around.nodes().get(number - 1);
    NodeDisk disk = around.disks().get(number - 1);
    Object hold = new Object();
    node.holdDown(hold);
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!isEmptied(disk) && System.nanoTime() < end) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      disk.empty();
    } finally {
      node.letUp(hold);
    }
  }

  private static boolean isEmptied(NodeDisk disk) {
    try {
      disk.empty();
      return true;
    } catch (IOException broken) {
      return false;
    }
  }
}
