package io.henge.chaos.run;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.machine.Capability;
import io.henge.chaos.machine.Limits;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.Probe;
import io.henge.chaos.planted.PlantedFault;
import io.henge.chaos.planted.PlantedFaults;
import io.henge.chaos.report.PlantedOutcome;
import io.henge.chaos.report.Report;
import io.henge.chaos.report.RunResult;
import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.schedule.RandomSchedules;
import io.henge.chaos.schedule.Scenarios;
import io.henge.chaos.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code chaos-tests/run.sh} runs. */
@Command(
    name = "run.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Starts real nodes, hurts them in every way that this machine allows while clients work, and"
          + " holds what the clients saw against the published contract. Without options it runs"
          + " ten random schedules.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 nothing was found, 1 something was, 2 bad usage. The report is report.html.",
      "The word PASS is said only where every fault can be had: see the report's table of the"
          + " environment."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final int SCHEDULES = 10;
  private static final int SCHEDULES_PER_PLANTED = 6;
  private static final int NODES_MAX = 9;
  private static final long FOR_EVER_MILLIS = Duration.ofDays(365).toMillis();

  private final long startedMillis = System.currentTimeMillis();

  @Spec private CommandSpec spec;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "runs so many random schedules [" + SCHEDULES + "]")
  private Integer schedules;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "runs random schedules for so long, and ends the last one")
  private Integer minutes;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "runs a schedule that is always the same; may be given several times")
  private List<String> scenarios = new ArrayList<>();

  @Option(names = "--scenarios", description = "runs all of them")
  private boolean allScenarios;

  @Option(names = "--list", description = "lists the scenarios")
  private boolean isList;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "runs a schedule from a file; may be given several times")
  private List<Path> replays = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of the first random schedule; the next ones have the next seeds [drawn]")
  private long seed = ThreadLocalRandom.current().nextInt(1_000_000_000);

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many nodes there are, 3 to 9 [${DEFAULT-VALUE}]")
  private int nodes;

  @Option(
      names = "--against",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "works on a cluster that is there, whose nodes' client ports these are, and starts and"
              + " hurts none; --minutes says for how long")
  private List<String> against = new ArrayList<>();

  @Option(
      names = "--planted",
      paramLabel = "NAME",
      arity = "0..*",
      fallbackValue = "all",
      description =
          "plants bugs into the nodes' source, one at a time, and looks whether it finds them: those"
              + " named, or all; with --schedules N at most N schedules for each ["
              + SCHEDULES_PER_PLANTED
              + "]. It has its own number of nodes for each")
  private List<String> planted = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "chaos-report",
      description = "where report, histories and failing schedules go [${DEFAULT-VALUE}]")
  private Path report;

  @Option(
      names = "--no-shrink",
      description = "does not look for a smaller schedule that fails as well")
  private boolean isNotShrinking;

  @Override
  public Integer call() throws Exception {
    if (nodes < 3 || nodes > NODES_MAX) {
      throw new ParameterException(spec.commandLine(), "3 to 9 nodes: " + nodes);
    }
    if (isList) {
      new Scenarios(nodes).names().forEach(System.out::println);
      return 0;
    }
    List<PlantedFault> faults = plantedFaults();
    Files.createDirectories(report);
    Networks.sweep();
    Limits.sweep();
    Map<Capability, Optional<String>> environment =
        against.isEmpty() ? Probe.run(NodeProcess.TEST_CLASSES) : Map.of();
    Probe.reduced(environment).forEach(ChaosCommand::print);
    List<PlantedOutcome> outcomes =
        faults.isEmpty() ? List.of() : selfProof(possible(environment)).all(faults);
    List<ScheduleResult> results = faults.isEmpty() ? schedules(environment) : List.of();
    write(environment, results, outcomes);
    print("report: " + report.resolve(Report.PAGE));
    boolean isWell =
        results.stream().allMatch(result -> result.findings().isEmpty())
            && outcomes.stream().allMatch(PlantedOutcome::isAsExpected);
    return isWell ? 0 : 1;
  }

  private void write(
      Map<Capability, Optional<String>> environment,
      List<ScheduleResult> results,
      List<PlantedOutcome> outcomes)
      throws IOException {
    Map<String, String> told = new LinkedHashMap<>();
    environment.forEach((capability, why) -> told.put(capability.label(), why.orElse("")));
    String title = planted.isEmpty() ? "Henge under chaos" : "Does the harness find bugs?";
    Report.write(
        new RunResult(title, startedMillis, told, machine(), commandLine(), results, outcomes),
        report);
  }

  private List<PlantedFault> plantedFaults() {
    if (planted.isEmpty()) {
      return List.of();
    }
    try {
      return PlantedFaults.of(NodeProcess.HOME).named(planted);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private SelfProof selfProof(Set<Capability> capabilities) {
    int most = schedules == null ? SCHEDULES_PER_PLANTED : schedules;
    return new SelfProof(report, capabilities, most, seed, ChaosCommand::print);
  }

  private List<ScheduleResult> schedules(Map<Capability, Optional<String>> environment)
      throws IOException, InterruptedException {
    return against.isEmpty()
        ? own(environment)
        : List.of(
            new ForeignRun(against, report, seed)
                .run(minutes == null ? 1 : minutes, commandLine()));
  }

  private static Set<Capability> possible(Map<Capability, Optional<String>> environment) {
    return environment.keySet().stream()
        .filter(capability -> environment.get(capability).isEmpty())
        .collect(Collectors.toSet());
  }

  private List<ScheduleResult> own(Map<Capability, Optional<String>> environment)
      throws IOException, InterruptedException {
    Set<Capability> capabilities = possible(environment);
    try (Run run = new Run(report, nodes, capabilities, !isNotShrinking, ChaosCommand::print)) {
      return run.all(wanted(run), soFar -> write(environment, soFar, List.of()));
    }
  }

  private static Map<String, String> machine() {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    told.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    told.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return told;
  }

  private Wanted wanted(Run run) throws IOException {
    List<Schedule> given = given();
    boolean isRandom = given.isEmpty() || schedules != null || minutes != null;
    int most = schedules != null ? schedules : minutes != null ? Integer.MAX_VALUE : SCHEDULES;
    long millis = minutes == null ? FOR_EVER_MILLIS : minutes * 60_000L;
    RandomSchedules random = new RandomSchedules(nodes, run.possible());
    return new Wanted(given, Optional.of(random), seed, isRandom ? most : 0, millis);
  }

  private List<Schedule> given() throws IOException {
    List<Schedule> given = new ArrayList<>();
    Scenarios known = new Scenarios(nodes);
    try {
      for (String name : allScenarios ? known.names() : scenarios) {
        given.add(known.of(name));
      }
      for (Path file : replays) {
        given.add(Schedule.parse(Files.readString(file)));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    return given;
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private String commandLine() {
    return "chaos-tests/run.sh "
        + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
