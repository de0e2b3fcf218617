package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.NodeProgram;
import io.henge.chaos.fault.Faults;
import io.henge.chaos.machine.Capability;
import io.henge.chaos.planted.FaultyClasses;
import io.henge.chaos.planted.PlantedFault;
import io.henge.chaos.report.PlantedOutcome;
import io.henge.chaos.schedule.RandomSchedules;
import io.henge.chaos.schedule.Scenarios;
import io.henge.chaos.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Whether the harness finds bugs: they are planted into real nodes, one at a time, and schedules
 * are run until one tells of it.
 */
final class SelfProof {
  /** A sound cluster of a few nodes and keys is whole long before. */
  private static final Healing.Patience PATIENCE =
      new Healing.Patience(Duration.ofSeconds(45), Duration.ofSeconds(30));

  private static final int SHOWN = 2;

  private final Path report;
  private final Set<Capability> capabilities;
  private final int schedulesMax;
  private final long seed;
  private final Consumer<String> out;

  /**
   * With what there is.
   *
   * @param report where histories and logs go
   * @param schedulesMax so many are run for one bug
   * @param seed of the first schedule; the next ones have the next seeds
   * @param out is told how far it is
   */
  SelfProof(
      Path report,
      Set<Capability> capabilities,
      int schedulesMax,
      long seed,
      Consumer<String> out) {
    this.report = report;
    this.capabilities = Set.copyOf(capabilities);
    this.schedulesMax = schedulesMax;
    this.seed = seed;
    this.out = out;
  }

  /** Looks for each of them. */
  List<PlantedOutcome> all(List<PlantedFault> faults) throws IOException, InterruptedException {
    List<PlantedOutcome> outcomes = new ArrayList<>();
    for (PlantedFault fault : faults) {
      out.accept(
          "%d of %d, %s: %s"
              .formatted(outcomes.size() + 1, faults.size(), fault.name(), fault.title()));
      PlantedOutcome outcome = one(fault);
      outcomes.add(outcome);
      out.accept(
          "  %s after %d schedules and %.0f s: %s"
              .formatted(
                  outcome.isAsExpected() ? "as expected" : "NOT AS EXPECTED",
                  outcome.schedules(),
                  outcome.seconds(),
                  outcome.findings().isEmpty() ? "nothing was found" : outcome.letters()));
    }
    return outcomes;
  }

  private static String text(Finding finding) {
    return "%s %s: %s".formatted(finding.invariant(), finding.key(), finding.text());
  }

  private PlantedOutcome one(PlantedFault fault) throws IOException, InterruptedException {
    long beganNanos = System.nanoTime();
    Path directory = report.resolve("planted").resolve(fault.name());
    Path classes = directory.resolve("classes");
    new FaultyClasses(NodeProcess.HOME, NodeProcess.JAR).compile(fault, classes);
    Conductor conductor =
        new Conductor(
            Files.createDirectories(directory.resolve("histories")),
            Conductor.Thoroughness.UNTIL_FOUND,
            PATIENCE);
    List<Finding> findings = List.of();
    int runs = 0;
    String last = "";
    try (TestBed bed = TestBed.start(fault.nodes(), capabilities, NodeProgram.changedBy(classes))) {
      while (runs < schedulesMax && !isShown(fault, findings)) {
        Schedule schedule = schedule(fault, runs);
        last = schedule.name();
        findings = findings(schedule, bed, conductor);
        runs++;
        out.accept("  " + last + ": " + findings.size() + " findings");
        findings.stream().limit(SHOWN).forEach(it -> out.accept("    " + text(it)));
      }
      bed.keepLogs(directory.resolve("logs"));
    }
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    return new PlantedOutcome(
        fault.name(), fault.title(), fault.letters(), runs, last, seconds, findings);
  }

  /** Of a change without effect any finding is one too many. */
  private static boolean isShown(PlantedFault fault, List<Finding> findings) {
    return fault.letters().isEmpty()
        ? !findings.isEmpty()
        : findings.stream().anyMatch(it -> fault.letters().contains(it.invariant()));
  }

  private Schedule schedule(PlantedFault fault, int number) {
    String name = fault.schedules().get(number % fault.schedules().size());
    Schedule drawn =
        name.equals(PlantedFault.RANDOM)
            ? new RandomSchedules(fault.nodes(), Faults.possible(capabilities)).of(seed + number)
            : new Scenarios(fault.nodes()).of(name).withSeed(seed + number);
    return drawn.hurried(fault.hurry());
  }

  /** That nodes do not come to serve at all, before any fault, is a finding as well. */
  private List<Finding> findings(Schedule schedule, TestBed bed, Conductor conductor)
      throws IOException, InterruptedException {
    try {
      List<Finding> before = bed.prepare(schedule);
      return before.isEmpty() ? conductor.run(schedule, bed).findings() : before;
    } catch (ConditionTimeoutException | AssertionError e) {
      return List.of(new Finding(Invariant.N, "", String.valueOf(e.getMessage()), List.of()));
    }
  }
}
