package io.henge.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code load}: rounds of requests at one target after the other, and a table. */
@Command(
    name = "java -jar henge-bench.jar load",
    description = "Measures HTTP servers on the loopback interface, several in turn.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    exitCodeOnInvalidInput = 2)
public final class LoadCommand implements Callable<Integer> {
  /** What a limit on the number of requests may take at the most. */
  private static final long COUNTED_ROUND_NANOS_MAX = TimeUnit.HOURS.toNanos(4);

  @Spec private CommandSpec spec;

  @Option(
      names = "--target",
      paramLabel = "NAME=URL[,URL...]",
      required = true,
      description = "Who is asked; again for more. In each round they are asked in turn.")
  private List<String> targets;

  @Option(
      names = "--mix",
      paramLabel = "MIX",
      description = "put, get, delete with their weights: put=1,get=9. [${DEFAULT-VALUE}]")
  private String mix = "get";

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "Of each body; a GET of another size has failed. [${DEFAULT-VALUE}]")
  private String size = "1KiB";

  @Option(names = "--keys", paramLabel = "N", description = "How many. [${DEFAULT-VALUE}]")
  private long keys = 10_000;

  @Option(
      names = "--order",
      paramLabel = "random|each",
      description = "Any key, or one after the other. [${DEFAULT-VALUE}]")
  private KeyOrder order = KeyOrder.RANDOM;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "What stands in a path before a key's number. [${DEFAULT-VALUE}]")
  private String prefix = "bench/";

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "How many requests run at once. [${DEFAULT-VALUE}]")
  private int connections = 16;

  @Option(
      names = "--rate",
      paramLabel = "PER-SECOND",
      description =
          "Open loop: so many requests a second are due, whether or not a connection is free, and"
              + " latencies count from when they were due. Otherwise the loop is closed.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "Of each target, not measured. [${DEFAULT-VALUE}]")
  private String warmUp = "3s";

  @Option(names = "--duration", paramLabel = "TIME", description = "Of a round. [${DEFAULT-VALUE}]")
  private String duration = "5s";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Closed loop: a round is so many requests, however long they take.")
  private Optional<Long> count = Optional.empty();

  @Option(names = "--rounds", paramLabel = "N", description = "[${DEFAULT-VALUE}]")
  private int rounds = 5;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Without an answer by then a request has failed. [${DEFAULT-VALUE}]")
  private String timeout = "30s";

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "Shows the throughput of the others as a multiple of this target's.")
  private Optional<String> baseline = Optional.empty();

  @Option(names = "--csv", paramLabel = "FILE", description = "Adds the figures to a file.")
  private Optional<Path> csv = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Of keys and times. [${DEFAULT-VALUE}]")
  private long seed = 1;

  /** What was asked for, checked. */
  private record Plan(
      List<Target> targets, Workload workload, Duration warmUp, Duration duration) {}

  /** Exit codes: 0 measured, 1 could not measure or requests failed, 2 bad usage. */
  @Override
  public Integer call() {
    Plan plan = plan();
    List<LoadGenerator> generators = new ArrayList<>();
    try {
      for (Target target : plan.targets()) {
        SplittableRandom random = new SplittableRandom(seed);
        generators.add(new LoadGenerator(target, plan.workload(), random, seed));
      }
      return measure(plan, generators);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("cannot measure: " + e.getMessage());
      return 1;
    } finally {
      generators.forEach(LoadCommand::close);
    }
  }

  private Plan plan() {
    try {
      Workload workload =
          new Workload(
              Mix.parse(mix),
              order,
              keys,
              prefix,
              Quantities.sizeBytes(size),
              connections,
              Quantities.time(timeout));
      require(rounds >= 1 && rounds <= 1000, "there are 1 to 1000 rounds");
      require(rate.map(r -> r > 0 && r <= 1e6).orElse(true), "a rate is up to 1000000");
      require(count.map(c -> c > 0).orElse(true), "a count is at least 1");
      require(rate.isEmpty() || count.isEmpty(), "--count is for the closed loop");
      Duration round = Quantities.time(duration);
      require(!round.isZero(), "a round takes some time");
      List<Target> parsed = targets.stream().map(Target::parse).toList();
      return new Plan(parsed, workload, Quantities.time(warmUp), round);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private int measure(Plan plan, List<LoadGenerator> generators) throws IOException {
    SplittableRandom times = new SplittableRandom(seed);
    if (!plan.warmUp().isZero()) {
      for (LoadGenerator generator : generators) {
        long end = System.nanoTime() + plan.warmUp().toNanos();
        generator.run(Arrivals.closed(end, Long.MAX_VALUE), end);
      }
    }
    Report report = new Report(System.out);
    report.head();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < generators.size(); i++) {
        // Every other round the other way about, so that none always comes first.
        int turn = round % 2 == 1 ? i : generators.size() - 1 - i;
        measureRound(plan, plan.targets().get(turn).name(), generators.get(turn), times)
            .addTo(report, round);
      }
    }
    report.medians(baseline);
    if (csv.isPresent()) {
      report.appendTo(csv.get());
    }
    return report.hasFailures() ? 1 : 0;
  }

  private Round measureRound(
      Plan plan, String target, LoadGenerator generator, SplittableRandom times)
      throws IOException {
    long start = System.nanoTime();
    long end = start + (count.isPresent() ? COUNTED_ROUND_NANOS_MAX : plan.duration().toNanos());
    Arrivals arrivals =
        rate.isPresent()
            ? Arrivals.open(start, end, rate.get(), times)
            : Arrivals.closed(end, count.orElse(Long.MAX_VALUE));
    var tallies = generator.run(arrivals, end);
    long took = count.isPresent() ? System.nanoTime() - start : plan.duration().toNanos();
    return new Round(target, tallies, took / 1e9);
  }

  private static void close(LoadGenerator generator) {
    try {
      generator.close();
    } catch (IOException e) {
      System.err.println("closing connections: " + e.getMessage());
    }
  }
}
