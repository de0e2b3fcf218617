package io.henge.chaos.fault;

import io.henge.chaos.machine.Limits;
import io.henge.chaos.machine.NodeClock;
import io.henge.chaos.schedule.Step;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What processes lack, and what their clocks say. */
final class MachineFaults {
  /** A node that needs more than it has now soon does. */
  private static final int DESCRIPTORS_MORE = 2;

  private static final double PROCESSORS = 0.1;
  private static final int JUMP_SECONDS_MAX = 3_600;
  private static final Duration STROBE_PERIOD = Duration.ofMillis(200);

  private final Surroundings around;
  private final Holds<Long> descriptors =
      new Holds<>(MachineFaults::limitDescriptors, MachineFaults::giveDescriptors);
  private final Holds<Long> processors =
      new Holds<>(pid -> Limits.cpu(pid, PROCESSORS), Limits::allCpu);

  MachineFaults(Surroundings around) {
    this.around = around;
  }

  /** Begins one; empty when it is of another family. */
  Optional<Effect> begin(Step step) throws Exception {
    return switch (step.kind()) {
      case CLOCK_JUMP -> Optional.of(jump(step));
      case CLOCK_STROBE -> Optional.of(strobe(step));
      case DESCRIPTORS ->
          Optional.of(limited(step, DESCRIPTORS_MORE + " descriptors left", descriptors));
      case STARVED -> Optional.of(limited(step, PROCESSORS + " of a processor", processors));
      default -> Optional.empty();
    };
  }

  private List<NodeClock> clocks(Step step) {
    return step.nodes().stream().map(number -> around.clocks().get(number - 1)).toList();
  }

  private static Duration drawn(Step step) {
    SplittableRandom dice = new SplittableRandom(step.draw());
    return Duration.ofSeconds(dice.nextInt(-JUMP_SECONDS_MAX, JUMP_SECONDS_MAX));
  }

  private Effect jump(Step step) {
    Duration by = drawn(step);
    List<NodeClock> clocks = clocks(step);
    clocks.forEach(clock -> clock.bump(by));
    return Effect.of(
        "by " + by.toSeconds() + " s", () -> clocks.forEach(clock -> clock.bump(by.negated())));
  }

  private Effect strobe(Step step) {
    Duration by = drawn(step);
    List<NodeClock> clocks = clocks(step);
    clocks.forEach(clock -> clock.strobe(by, STROBE_PERIOD));
    return Effect.of(
        "by " + by.toSeconds() + " s and back", () -> clocks.forEach(NodeClock::steady));
  }

  /** Who is started anew meanwhile has what it needs, so only those processes are limited. */
  private Effect limited(Step step, String told, Holds<Long> limit) throws Exception {
    List<Long> processes =
        around.nodes(step.nodes()).stream().flatMap(node -> node.pid().stream()).toList();
    if (processes.isEmpty()) {
      throw new IllegalStateException("none of these nodes runs");
    }
    Undoing undoing =
        Undoing.begin(
            undo -> {
              for (long pid : processes) {
                limit.take(pid);
                undo.add(() -> limit.drop(pid));
              }
            });
    return Effect.of(told, undoing::run);
  }

  private static void limitDescriptors(long pid) {
    Limits.descriptors(pid, Limits.openDescriptors(pid) + DESCRIPTORS_MORE);
  }

  /** The process may end at any time, and needs none then. */
  private static void giveDescriptors(long pid) {
    try {
      Limits.allDescriptors(pid);
    } catch (UncheckedIOException e) {
      if (isAlive(pid)) {
        throw e;
      }
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
