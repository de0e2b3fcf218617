package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.fault.NodeKeeper;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Recorder;
import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Schedule;
import io.henge.chaos.schedule.Step;
import io.henge.chaos.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs schedules on a test bed: clients and faults, then healing, then the checks. */
final class Conductor {
  /** How long a reader tries to see what a healthy cluster has. */
  private static final Duration LAST_READ_PATIENCE = Duration.ofSeconds(20);

  /** Clients that were held up most of the time go on until they have seen enough. */
  private static final int STEPS_MIN = 600;

  private static final Duration STEPS_PATIENCE = Duration.ofSeconds(20);

  private static final Set<FaultKind> MAY_END =
      EnumSet.of(
          FaultKind.DISK_FULL,
          FaultKind.DISK_READ_ONLY,
          FaultKind.DISK_FAILS,
          FaultKind.POWER_CUT,
          FaultKind.POWER_CUT_TOGETHER,
          FaultKind.DESCRIPTORS);

  /** With which a node gives up; others are those of signals, and of a JVM that could not go on. */
  private static final int GIVEN_UP = 1;

  /** When it looks at the nodes' directories, for which all are stopped and started again. */
  enum Thoroughness {
    /** After each schedule. */
    ALWAYS,
    /** Only when nothing was found until then; whoever sees a finding builds other nodes. */
    UNTIL_FOUND
  }

  private static final String NOT_READABLE = "cannot be read although all is healed";
  private static final String NOT_WRITABLE = "healed, and cannot be written at ";

  private final Path directory;
  private final Thoroughness thoroughness;
  private final Healing.Patience patience;

  /**
   * One that is as thorough and as patient.
   *
   * @param directory where histories are written to
   * @param thoroughness whether it goes on when something was found
   * @param patience with what has to heal
   */
  Conductor(Path directory, Thoroughness thoroughness, Healing.Patience patience) {
    this.directory = directory;
    this.thoroughness = thoroughness;
    this.patience = patience;
  }

  /** Runs one; the bed is whole afterwards, or there is a finding that says so. */
  ScheduleResult run(Schedule schedule, TestBed bed) throws IOException, InterruptedException {
    String prefix = schedule.name() + "-" + Long.toHexString(System.nanoTime()) + "/";
    History.Header header =
        new History.Header(
            schedule.name(),
            schedule.seed(),
            schedule.nodes(),
            schedule.text(),
            System.currentTimeMillis());
    Path file = directory.resolve(schedule.name() + ".jsonl");
    Files.writeString(file(schedule), schedule.text());
    try (Recorder recorder = new Recorder(file, header);
        Workload workload = new Workload(recorder, bed.addresses(), prefix, schedule.seed());
        Sampler sampler = new Sampler(bed.nodes(), recorder)) {
      sampler.start();
      return run(schedule, bed, recorder, workload);
    }
  }

  private Path file(Schedule schedule) {
    return directory.resolve(schedule.name() + ".schedule");
  }

  /** What repeats it. */
  String command(Schedule schedule) {
    return "chaos-tests/run.sh --nodes " + schedule.nodes() + " --replay " + file(schedule);
  }

  private ScheduleResult run(Schedule schedule, TestBed bed, Recorder recorder, Workload workload)
      throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    ErrorLines errors = new ErrorLines(bed.nodes());
    workload.start();
    Timeline timeline = new Timeline(schedule.steps(), bed.faults()::begin, recorder);
    timeline.finish(schedule.lastsMillis());
    long overMicros = recorder.nowMicros();
    Map<Integer, List<Integer>> ended = endedByThemselves(bed);
    Healing healing = new Healing(bed, patience);
    boolean whole = healing.awaitReady();
    facts.put("the nodes run", bed.program());
    facts.put("all nodes ready", after(overMicros, recorder));
    workload.awaitSteps(STEPS_MIN, STEPS_PATIENCE);
    findings.addAll(ofClients(workload.finish()));
    whole = whole && awaitRefilled(schedule, bed, healing);
    whole = whole && healing.awaitEqual(workload.keys());
    long equalMicros = recorder.nowMicros();
    facts.put("all owners equal", after(overMicros, recorder));
    if (whole) {
      findings.addAll(notWritable(workload.writeAtEach(LAST_READ_PATIENCE)));
      findings.addAll(notReadable(workload.readAll(LAST_READ_PATIENCE)));
      facts.put("all read at all nodes", after(overMicros, recorder));
    }
    findings.addAll(healing.findings());
    timeline
        .failures()
        .forEach(text -> findings.add(new Finding(Invariant.N, "", text, List.of())));
    ended.forEach(
        (node, codes) -> {
          boolean isExcused =
              mayEnd(schedule, node) && codes.stream().allMatch(code -> code == GIVEN_UP);
          if (!isExcused) {
            findings.add(endedByItself(node, codes));
          }
        });
    long handedOver = whole ? equalMicros : Long.MAX_VALUE;
    boolean isEnough =
        thoroughness == Thoroughness.UNTIL_FOUND
            && !(findings.isEmpty() && judged(recorder.history(), handedOver).isEmpty());
    if (whole && !isEnough) {
      findings.addAll(new Inspection(bed, patience).findings(workload.keys()));
      findings.addAll(notReadable(workload.readAllAtOne(LAST_READ_PATIENCE)));
    }
    endedByThemselves(bed).forEach((node, codes) -> findings.add(endedByItself(node, codes)));
    findings.addAll(contradictions(workload));
    findings.addAll(errors.findings());
    History history = recorder.history();
    findings.addAll(judged(history, handedOver));
    findings.addAll(Checks.ofNodes(history, equalMicros));
    if (Checks.mustBeServed(schedule)) {
      findings.addAll(Checks.ofAvailability(history, overMicros));
    }
    facts.putAll(Checks.availability(history, overMicros));
    if (!timeline.notBegun().isEmpty()) {
      facts.put("not begun", String.join("; ", timeline.notBegun()));
    }
    if (!ended.isEmpty()) {
      facts.put("nodes that ended by themselves", ended.keySet().toString());
    }
    return new ScheduleResult(
        history,
        checked(schedule, history, whole),
        findings,
        timeline.impossible(),
        overMicros,
        equalMicros,
        command(schedule),
        facts);
  }

  private static List<Finding> notReadable(Optional<String> unread) {
    return unread.map(key -> new Finding(Invariant.N, key, NOT_READABLE, List.of())).stream()
        .toList();
  }

  private static List<Finding> judged(History history, long handedOver) {
    List<Finding> findings = new ArrayList<>(Checks.ofClients(history, handedOver));
    findings.addAll(Checks.ofLastReads(history));
    findings.addAll(Checks.ofAnswers(history));
    findings.addAll(Checks.ofFaults(history));
    return findings;
  }

  /** Whatever nodes answer, clients go on. */
  static List<Finding> ofClients(List<Throwable> failures) {
    return failures.stream()
        .map(failure -> "a client failed: " + failure)
        .map(text -> new Finding(Invariant.N, "", text, List.of()))
        .toList();
  }

  private static List<Finding> notWritable(List<String> missing) {
    return missing.stream()
        .map(text -> new Finding(Invariant.N, "", NOT_WRITABLE + text, List.of()))
        .toList();
  }

  static List<Finding> contradictions(Workload workload) {
    return workload.contradictions().stream()
        .map(text -> new Finding(Invariant.C, "", "a version of two writes: " + text, List.of()))
        .toList();
  }

  /** Their numbers, and their exit codes. */
  private static Map<Integer, List<Integer>> endedByThemselves(TestBed bed) {
    Map<Integer, List<Integer>> ended = new TreeMap<>();
    for (NodeKeeper node : bed.nodes()) {
      List<Integer> codes = node.takeOwnEnds();
      if (!codes.isEmpty()) {
        ended.put(node.number(), codes);
      }
    }
    return ended;
  }

  /** A node may give up when its disk fails it; otherwise it has no reason to. */
  private static boolean mayEnd(Schedule schedule, int node) {
    return schedule.steps().stream()
        .anyMatch(step -> MAY_END.contains(step.kind()) && step.nodes().contains(node));
  }

  private static Finding endedByItself(int node, List<Integer> codes) {
    String text = "node %d ended by itself: exit codes %s".formatted(node, codes);
    return new Finding(Invariant.N, "", text, List.of());
  }

  private static boolean awaitRefilled(Schedule schedule, TestBed bed, Healing healing)
      throws IOException, InterruptedException {
    boolean refilled = true;
    for (Step step : schedule.steps()) {
      if (step.kind() == FaultKind.BIT_ROT) {
        for (int node : step.nodes()) {
          refilled &= healing.awaitRefilled(bed.nodes().get(node - 1));
        }
      }
    }
    return refilled;
  }

  private static String after(long overMicros, Recorder recorder) {
    return "%.1f s after the last fault".formatted((recorder.nowMicros() - overMicros) / 1e6);
  }

  /** What was not read in the end was not looked at, nor what no fault had to show. */
  private static Set<Invariant> checked(Schedule schedule, History history, boolean whole) {
    if (!whole) {
      return EnumSet.of(
          Invariant.C, Invariant.L, Invariant.S, Invariant.H, Invariant.N, Invariant.V);
    }
    Set<Invariant> checked = EnumSet.allOf(Invariant.class);
    if (!Checks.mustBeServed(schedule)) {
      checked.remove(Invariant.A);
    }
    if (Checks.hadToShow(history).isEmpty()) {
      checked.remove(Invariant.T);
    }
    return checked;
  }
}
