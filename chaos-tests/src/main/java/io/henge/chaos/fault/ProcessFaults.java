package io.henge.chaos.fault;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.schedule.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What signals do to processes. */
final class ProcessFaults {
  private static final long PULSE_NANOS = 50_000_000;
  private static final long START_NANOS_MAX = 1_500_000_000;

  /** Of a rolling restart, so long the next one waits for the one before. */
  private static final long READY_SECONDS_MAX = 20;

  /** Exit codes of SIGILL, SIGABRT, SIGBUS, SIGFPE and SIGSEGV, and of a JVM out of memory. */
  private static final Set<Integer> CRASHES = Set.of(132, 134, 135, 136, 139, 3);

  /** What a node names that was not refused by the directory, and by its index only. */
  private static final String LOCK_OF_INDEX = "index/LOCK";

  private final List<NodeKeeper> nodes;

  /** To these nodes. */
  ProcessFaults(List<NodeKeeper> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Begins one; empty when it is of another family. */
  Optional<Effect> begin(Step step) throws Exception {
    List<NodeKeeper> victims = step.nodes().stream().map(i -> nodes.get(i - 1)).toList();
    return switch (step.kind()) {
      case KILL, KILL_TOGETHER -> Optional.of(kill(victims));
      case STOP -> Optional.of(stop(victims));
      case RESTART_STORM -> Optional.of(storm(victims, step));
      case ROLLING_RESTART -> Optional.of(rolling(victims));
      case PAUSE -> Optional.of(pause(victims));
      case FLAP -> Optional.of(flap(victims));
      case SECOND_PROCESS -> Optional.of(second(victims));
      default -> Optional.empty();
    };
  }

  private static Effect kill(List<NodeKeeper> victims) throws Exception {
    Object hold = new Object();
    return Effect.of("SIGKILL", down(victims, hold, node -> node.holdDown(hold))::run);
  }

  private static Effect stop(List<NodeKeeper> victims) throws Exception {
    Object hold = new Object();
    return Effect.of("SIGTERM", down(victims, hold, node -> stopWell(node, hold))::run);
  }

  /** A crash while it stops is none of its ways to fail; others are excused by other faults. */
  private static void stopWell(NodeKeeper node, Object hold) {
    OptionalInt code = node.stopAndHoldDown(hold);
    if (code.isPresent() && CRASHES.contains(code.getAsInt())) {
      throw new Revealed(node + " crashed while it stopped: exit code " + code.getAsInt());
    }
  }

  /** Takes all down at the same moment. */
  private static Undoing down(List<NodeKeeper> victims, Object hold, Consumer<NodeKeeper> how)
      throws Exception {
    return Undoing.begin(
        undo -> {
          victims.forEach(node -> undo.add(() -> node.letUp(hold)));
          victims.parallelStream().forEach(how);
        });
  }

  private static Effect storm(List<NodeKeeper> victims, Step step) {
    SplittableRandom dice = new SplittableRandom(step.draw());
    Pulse pulse =
        new Pulse(
            "storm",
            () -> {
              LockSupport.parkNanos(dice.nextLong(START_NANOS_MAX));
              victims.forEach(NodeKeeper::restart);
            });
    return Effect.of("SIGKILL and start within 1.5 s, again and again", pulse::end);
  }

  private static Effect rolling(List<NodeKeeper> victims) {
    Work work =
        new Work(
            "rolling",
            () -> {
              for (NodeKeeper node : victims) {
                Object hold = new Object();
                stopWell(node, hold);
                node.letUp(hold);
                awaitReady(node);
              }
            });
    return Effect.of("SIGTERM, start, ready, one after the other", work::join);
  }

  private static void awaitReady(NodeKeeper node) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (!node.process().isReady() && System.nanoTime() < end) {
      LockSupport.parkNanos(PULSE_NANOS);
    }
  }

  private static Effect pause(List<NodeKeeper> victims) {
    Object hold = new Object();
    victims.forEach(node -> node.freeze(hold));
    return Effect.of("SIGSTOP", () -> victims.forEach(node -> node.unfreeze(hold)));
  }

  private static Effect flap(List<NodeKeeper> victims) {
    Object hold = new Object();
    Pulse pulse =
        new Pulse(
            "flap",
            () -> {
              victims.forEach(node -> node.freeze(hold));
              LockSupport.parkNanos(PULSE_NANOS);
              victims.forEach(node -> node.unfreeze(hold));
              LockSupport.parkNanos(PULSE_NANOS);
            });
    return Effect.of(
        "SIGSTOP 50 ms, SIGCONT 50 ms",
        () -> {
          try {
            pulse.end();
          } finally {
            victims.forEach(node -> node.unfreeze(hold));
          }
        });
  }

  private static Effect second(List<NodeKeeper> victims) {
    List<String> told = new ArrayList<>();
    for (NodeKeeper node : victims) {
      Optional<Integer> code = codeOfSecond(node);
      told.add(requireRefused(node.number(), code));
    }
    return Effect.of(String.join(", ", told), () -> {});
  }

  /** Its exit code; empty when it went on. */
  private static Optional<Integer> codeOfSecond(NodeKeeper node) {
    long first = node.pid().orElseThrow(() -> new IllegalStateException(node + " is down"));
    // Both write to the same file.
    int before = node.process().logText().length();
    try (NodeProcess other = node.startSecond()) {
      Optional<Integer> code = other.exitCode();
      if (!node.pid().equals(Optional.of(first))) {
        throw new IllegalStateException("the first process of " + node + " ended meanwhile");
      }
      if (node.process().logText().substring(before).contains(LOCK_OF_INDEX)) {
        throw new Revealed("a second process came as far as the index of node " + node.number());
      }
      return code;
    }
  }

  /** What is told of one that ended as it must. */
  static String requireRefused(int node, Optional<Integer> code) {
    if (code.isEmpty() || code.get() == 0) {
      String how = code.isEmpty() ? "goes on" : "ended well";
      throw new Revealed("a second process on the directory of node " + node + " " + how);
    }
    return "node " + node + ": exit code " + code.get();
  }
}
