package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Runs as they might have been. */
final class SampleRuns {
  static final String HOSTILE =
      "</title></script><img src=x onerror=\"alert(1)\"/>&amp;'\u0000\u001b[31m\ud800\u202e]]>-->";

  private SampleRuns() {}

  static RunResult passing(int schedules, int operations) {
    List<ScheduleResult> results = new ArrayList<>();
    for (int i = 0; i < schedules; i++) {
      results.add(schedule(i, operations, List.of(), List.of()));
    }
    return run("5 nodes, storms of faults", environment(true), results);
  }

  static RunResult reduced() {
    return run(
        "5 nodes, storms of faults",
        environment(false),
        List.of(
            schedule(1, 2_000, List.of(), List.of("slow disk: no block devices here")),
            schedule(2, 2_000, List.of(), List.of())));
  }

  /** One schedule holds, one lost a write, one is of a stranger. */
  static RunResult failing() {
    return run(
        "5 nodes, a planted fault",
        environment(true),
        List.of(schedule(3, 2_000, List.of(), List.of()), lost(4), hostile()));
  }

  /** Every schedule has more findings than anyone can read. */
  static RunResult failingAll(int schedules, int operations) {
    List<ScheduleResult> results = new ArrayList<>();
    for (int i = 0; i < schedules; i++) {
      List<Finding> findings = new ArrayList<>();
      for (long number = 0; number < 100; number++) {
        String key = "contended/" + number % 6;
        findings.add(new Finding(Invariant.U, key, "one of two is gone", List.of(number)));
      }
      results.add(schedule(i, operations, findings, List.of()));
    }
    return run("5 nodes, nothing works", environment(true), results);
  }

  static RunResult empty() {
    return run("nothing", Map.of(), List.of());
  }

  static RunResult run(
      String title, Map<String, String> environment, List<ScheduleResult> schedules) {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processors", "2");
    machine.put("memory", "7.8 GiB");
    machine.put("kernel", "Linux 6.18.5");
    machine.put("Java", "17.0.19");
    machine.put("Henge", "0.1.0");
    return new RunResult(
        title,
        1_767_225_600_000L,
        environment,
        machine,
        "chaos-tests/run.sh --schedules " + schedules.size() + " --seed 4711",
        schedules);
  }

  private static Map<String, String> environment(boolean all) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("kill, stop and continue processes", "");
    environment.put("network namespaces", all ? "" : "needs root or user namespaces");
    environment.put("file systems of their own", all ? "" : "no loop devices");
    environment.put("relays between nodes", "");
    environment.put("clocks that lie", "");
    return environment;
  }

  static ScheduleResult schedule(
      int seed, int operations, List<Finding> findings, List<String> reduced) {
    return result(new SampleHistory(seed, operations).make(), findings, reduced);
  }

  private static ScheduleResult result(
      History history, List<Finding> findings, List<String> reduced) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("keys", "40");
    facts.put("bytes written", "38 MiB");
    EnumSet<Invariant> checked = EnumSet.allOf(Invariant.class);
    checked.remove(Invariant.T);
    return new ScheduleResult(
        history,
        checked,
        findings,
        reduced,
        SampleHistory.HEALED,
        SampleHistory.HEALED + 2_350_000,
        "chaos-tests/run.sh --scenario " + quoted(history) + " --nodes 5",
        facts);
  }

  private static String quoted(History history) {
    return "'" + history.header().schedule() + "' --seed " + history.header().seed();
  }

  private static ScheduleResult lost(int seed) {
    History history = new SampleHistory(seed, 2_000).make();
    var write =
        history.operations().stream()
            .filter(it -> it.kind().isWrite() && it.outcome() == Outcome.OK)
            .filter(it -> it.beganMicros() > 9_000_000 && it.key().equals("contended/3"))
            .min(Comparator.comparing(it -> it.beganMicros()))
            .orElseThrow();
    long[] reads =
        history.operations().stream()
            .filter(it -> it.key().equals(write.key()) && !it.kind().isWrite())
            .filter(it -> it.beganMicros() > write.endedMicros())
            .mapToLong(it -> it.number())
            .limit(2)
            .toArray();
    List<Long> shown =
        LongStream.concat(LongStream.of(write.number()), LongStream.of(reads)).boxed().toList();
    return result(
        history,
        List.of(
            new Finding(
                Invariant.D,
                write.key(),
                "write %s was acknowledged by %d nodes, and later reads show neither it nor what replaced it"
                    .formatted(write.write().orElseThrow(), write.acks()),
                shown),
            new Finding(
                Invariant.L,
                write.key(),
                "a strict read showed an older write",
                shown.subList(1, 2)),
            new Finding(Invariant.V, "", "node 3 keeps 2 blobs that it does not own", List.of())),
        List.of());
  }

  private static ScheduleResult hostile() {
    History plain = new SampleHistory(5, 700).hostile(HOSTILE).make();
    return result(
        plain,
        List.of(
            new Finding(Invariant.C, HOSTILE, HOSTILE, List.of(1L, 2L)),
            new Finding(Invariant.N, "", HOSTILE, List.of(3L))),
        List.of(HOSTILE));
  }
}
