package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.history.Operation;
import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.schedule.Schedule;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells on a terminal how far a run is. */
final class Progress {
  private final Consumer<String> out;
  private final long beganNanos = System.nanoTime();
  private int done;

  Progress(Consumer<String> out) {
    this.out = out;
  }

  /** One begins. */
  void begins(Schedule schedule) {
    StringBuilder faults = new StringBuilder();
    schedule.steps().forEach(step -> faults.append(' ').append(step.kind()).append(step.nodes()));
    out.accept(schedule.name() + ":" + (faults.isEmpty() ? " no faults" : faults));
  }

  /** One has ended, and so many are left. */
  void ended(ScheduleResult result, Wanted wanted) {
    done++;
    long each = (System.nanoTime() - beganNanos) / done;
    long left = wanted.left(each);
    long ok =
        result.history().work().stream()
            .filter(operation -> operation.outcome() == Operation.Outcome.OK)
            .count();
    out.accept(
        "  %,d operations, %,d of them well; %s; %d done, %d left, about %s"
            .formatted(
                result.history().work().size(),
                ok,
                result.findings().isEmpty() ? "all held" : result.findings().size() + " FINDINGS",
                done,
                left,
                minutes(each * left)));
    for (String reduced : result.reduced()) {
      out.accept("  REDUCED: " + reduced);
    }
    for (Finding finding : result.findings()) {
      out.accept("  %s %s: %s".formatted(finding.invariant(), finding.key(), finding.text()));
    }
  }

  /** For people. */
  void say(String line) {
    out.accept(line);
  }

  private static String minutes(long nanos) {
    Duration left = Duration.ofNanos(nanos);
    return left.toHours() > 0
        ? left.toHours() + " h " + left.toMinutesPart() + " min"
        : left.toMinutes() + " min " + left.toSecondsPart() + " s";
  }
}
