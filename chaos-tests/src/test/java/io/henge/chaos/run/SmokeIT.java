package io.henge.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.HistoryLines;
import io.henge.chaos.history.Operation;
import io.henge.chaos.machine.Capability;
import io.henge.chaos.machine.Probe;
import io.henge.chaos.report.Report;
import io.henge.chaos.report.RunResult;
import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Schedule;
import io.henge.chaos.schedule.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness as a whole, on short schedules; {@code run.sh} has long ones and all kinds. */
class SmokeIT {
  private static final long LASTS_MILLIS = 7_000;

  @Test
  void nothing_is_found_where_nodes_are_killed_frozen_cut_off_and_lose_their_power(
      @TempDir Path directory) throws Exception {
    Map<Capability, Optional<String>> environment = Probe.run(NodeProcess.TEST_CLASSES);
    Probe.reduced(environment).forEach(System.out::println);
    Set<Capability> capabilities =
        environment.keySet().stream()
            .filter(capability -> environment.get(capability).isEmpty())
            .collect(Collectors.toSet());
    List<Schedule> schedules =
        List.of(
            new Schedule(
                "smoke-processes",
                1,
                5,
                LASTS_MILLIS,
                List.of(
                    new Step(1_000, 3_500, FaultKind.PAUSE, List.of(1), 1),
                    new Step(2_000, 3_500, FaultKind.KILL, List.of(2), 2))),
            new Schedule(
                "smoke-surroundings",
                2,
                5,
                LASTS_MILLIS,
                List.of(
                    new Step(1_000, 4_000, FaultKind.ISOLATE, List.of(3), 3),
                    new Step(2_000, 2_000, FaultKind.POWER_CUT, List.of(4), 4),
                    new Step(4_500, 1_000, FaultKind.DISK_FULL, List.of(5), 5))));
    List<String> said = new ArrayList<>();
    List<ScheduleResult> results;
    List<Integer> soFar = new ArrayList<>();
    try (Run run = new Run(directory, 5, capabilities, false, said::add)) {
      Wanted wanted = new Wanted(schedules, Optional.empty(), 0, 0, 0);
      results = run.all(wanted, some -> soFar.add(some.size()));
    }
    said.forEach(System.out::println);
    Report.write(
        new RunResult(
            "smoke", 0, new LinkedHashMap<>(), Map.of(), "mvn verify", results, List.of()),
        directory);
    assertThat(soFar).containsExactly(1, 2);
    assertThat(results).hasSize(2);
    for (ScheduleResult result : results) {
      assertThat(result.findings()).isEmpty();
      requireWork(directory, result);
    }
    assertThat(Files.readString(directory.resolve(Report.PAGE))).contains("smoke-surroundings");
  }

  /** It was hurt, clients were served all the same, and the history tells it. */
  private static void requireWork(Path directory, ScheduleResult result) throws Exception {
    Path again =
        directory.resolve("histories").resolve(result.history().header().schedule() + ".schedule");
    assertThat(result.command()).isEqualTo("chaos-tests/run.sh --nodes 5 --replay " + again);
    assertThat(Files.readString(again)).isEqualTo(result.history().header().script());
    Path file =
        directory.resolve("histories").resolve(result.history().header().schedule() + ".jsonl");
    History history = HistoryLines.read(file);
    assertThat(history.operations().equals(result.history().operations())).isTrue();
    assertThat(history.faults()).isEqualTo(result.history().faults());
    long served =
        history.operations().stream()
            .filter(operation -> operation.client() > 0)
            .filter(operation -> operation.outcome() == Operation.Outcome.OK)
            .count();
    assertThat(served).isGreaterThan(20);
    long impossible = result.reduced().size();
    long begun =
        history.faults().stream().filter(event -> event.phase() == FaultEvent.Phase.BEGUN).count();
    assertThat(begun + impossible)
        .isEqualTo(Schedule.parse(history.header().script()).steps().size());
  }
}
