package io.henge.chaos.run;

import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.schedule.RandomSchedules;
import io.henge.chaos.schedule.Schedule;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code chaos-tests/run.sh} runs. */
@Command(
    name = "run.sh",
    mixinStandardHelpOptions = true,
    description = "Starts real nodes, hurts them, and tells what came of it.")
public final class ChaosCommand implements Callable<Integer> {
  @Option(names = "--schedules", description = "how many random schedules are run [1]")
  private int schedules = 1;

  @Option(names = "--seed", description = "of the first one; the next have the next ones [drawn]")
  private long seed = ThreadLocalRandom.current().nextLong(1_000_000_000L);

  @Option(names = "--nodes", description = "how many nodes there are, 3 to 9 [5]")
  private int nodes = 5;

  @Option(names = "--report", description = "where all is written to [target/chaos]")
  private Path report = Path.of("chaos-tests/target/chaos");

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    Files.createDirectories(report);
    Path directory = Files.createTempDirectory("henge-chaos-");
    List<ScheduleResult> results = new ArrayList<>();
    try (TestBed bed = TestBed.start(directory, nodes)) {
      RandomSchedules drawn = new RandomSchedules(nodes, bed.faults().possible());
      Conductor conductor = new Conductor(report, true);
      for (int i = 0; i < schedules; i++) {
        Schedule schedule = drawn.of(seed + i);
        out.print(schedule.text());
        long began = System.nanoTime();
        ScheduleResult result = conductor.run(schedule, bed);
        results.add(result);
        out.printf(
            "%s: %d operations, %d findings, %.1f s%n",
            schedule.name(),
            result.history().operations().size(),
            result.findings().size(),
            (System.nanoTime() - began) / 1e9);
        result.facts().forEach((name, value) -> out.println("  " + name + ": " + value));
        result.findings().forEach(finding -> out.println("  " + finding));
      }
    }
    return results.stream().allMatch(result -> result.findings().isEmpty()) ? 0 : 1;
  }
}
