package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.cluster.NodeProgram;
import io.henge.chaos.fault.Faults;
import io.henge.chaos.history.History;
import io.henge.chaos.machine.AtExit;
import io.henge.chaos.machine.Capability;
import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Schedule;
import io.henge.chaos.schedule.Shrinker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs schedules one after the other. They share a test bed, each with keys of its own, until one
 * finds something: then its nodes' logs are kept, and the next ones get another.
 */
final class Run implements AutoCloseable {
  /** A bed that has seen too much tells less of what a young one does. */
  private static final int SCHEDULES_PER_BED = 25;

  private static final int SHRINKING_RUNS_MAX = 8;

  private final Path report;
  private final int nodes;
  private final Set<Capability> capabilities;
  private final boolean isShrinking;
  private final Progress progress;
  private final Conductor conductor;
  private final List<ScheduleResult> results = new ArrayList<>();
  private Optional<TestBed> bed = Optional.empty();
  private int schedulesOfBed;

  Run(
      Path report,
      int nodes,
      Set<Capability> capabilities,
      boolean isShrinking,
      Consumer<String> out)
      throws IOException {
    this.capabilities = Set.copyOf(capabilities);
    this.report = report;
    this.nodes = nodes;
    this.isShrinking = isShrinking;
    this.progress = new Progress(out);
    this.conductor =
        new Conductor(
            Files.createDirectories(report.resolve("histories")),
            Conductor.Thoroughness.ALWAYS,
            Healing.PATIENCE);
  }

  /** Which faults can be had here. */
  Set<FaultKind> possible() {
    return Faults.possible(capabilities);
  }

  /** What is done with the results so far. */
  @FunctionalInterface
  interface SoFar {
    void take(List<ScheduleResult> results) throws IOException;
  }

  /** Runs all, and tells what they came to after each. */
  List<ScheduleResult> all(Wanted wanted, SoFar soFar) throws IOException, InterruptedException {
    for (Optional<Schedule> next = wanted.next(); next.isPresent(); next = wanted.next()) {
      progress.begins(next.get());
      ScheduleResult result = one(next.get());
      if (AtExit.ofProcess().hasBegun()) {
        // It was cut short, whatever it seems to have found.
        break;
      }
      results.add(result);
      soFar.take(List.copyOf(results));
      progress.ended(result, wanted);
      if (!result.findings().isEmpty()) {
        failed(next.get());
      }
    }
    return List.copyOf(results);
  }

  private ScheduleResult one(Schedule schedule) throws IOException, InterruptedException {
    if (schedulesOfBed == SCHEDULES_PER_BED) {
      endBed();
    }
    schedulesOfBed++;
    List<Finding> findings = new ArrayList<>(bed().prepare(schedule));
    if (!findings.isEmpty()) {
      bed().keepLogs(failed().resolve(schedule.name() + "-before-logs"));
      endBed();
      findings.addAll(bed().prepare(schedule));
    }
    return conducted(schedule).with(findings);
  }

  /** A harness that fails must not be taken for one that found nothing. */
  private ScheduleResult conducted(Schedule schedule) throws InterruptedException {
    try {
      return conductor.run(schedule, bed());
    } catch (IOException | RuntimeException | AssertionError e) {
      String where = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
      Finding finding = new Finding(Invariant.N, "", "not run to its end: " + e + where, List.of());
      History.Header header =
          new History.Header(
              schedule.name(),
              schedule.seed(),
              schedule.nodes(),
              schedule.text(),
              System.currentTimeMillis());
      return new ScheduleResult(
          new History(header, List.of(), List.of(), List.of()),
          Set.of(),
          List.of(finding),
          List.of(),
          0,
          0,
          conductor.command(schedule),
          Map.of());
    }
  }

  private Path failed() throws IOException {
    return Files.createDirectories(report.resolve("failed"));
  }

  private void failed(Schedule schedule) throws IOException {
    Path failed = failed();
    Path file = failed.resolve(schedule.name() + ".schedule");
    Files.writeString(file, schedule.text());
    bed().keepLogs(failed.resolve(schedule.name() + "-logs"));
    endBed();
    progress.say("  kept: " + file);
    if (isShrinking && schedule.steps().size() > 1) {
      Schedule smallest = new Shrinker(this::fails, SHRINKING_RUNS_MAX).shrink(schedule);
      if (!smallest.equals(schedule)) {
        Path small = failed.resolve(schedule.name() + "-small.schedule");
        Files.writeString(small, smallest.text());
        progress.say("  a smaller one fails as well: " + small);
      }
    }
  }

  private boolean fails(Schedule tried) {
    try {
      progress.say("  shrinking: " + tried.steps().size() + " faults");
      // What the whole one left is not to be overwritten.
      Schedule renamed = tried.named(tried.name() + "-shrinking");
      boolean fails = !one(renamed).findings().isEmpty();
      if (fails) {
        endBed();
      }
      return fails;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private TestBed bed() throws IOException {
    if (bed.isEmpty()) {
      bed = Optional.of(TestBed.start(nodes, capabilities, NodeProgram.PACKAGED));
      schedulesOfBed = 0;
    }
    return bed.get();
  }

  private void endBed() {
    if (bed.isPresent()) {
      bed.get().close();
      bed = Optional.empty();
    }
  }

  @Override
  public void close() {
    endBed();
  }
}
