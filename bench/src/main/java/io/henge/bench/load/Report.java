package io.henge.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table of all rounds, with the median of each target and operation, and ratios between. */
final class Report {
  private static final String ROW = "%-10s %-7s %-7s %10s %9s %9s %9s %9s %7s %7s%n";
  private static final String CSV_HEAD =
      "target,operation,round,per_second,megabytes_per_second,p50_ms,p99_ms,max_ms,absent,failed";

  /** A line of figures is known by these two. */
  private record Series(String target, Operation operation) {}

  private final PrintStream out;
  private final Map<Series, List<Figures>> rounds = new LinkedHashMap<>();
  private final List<String> csv = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void head() {
    out.printf(
        ROW, "target", "", "round", "req/s", "MB/s", "p50 ms", "p99 ms", "max ms", "absent",
        "failed");
  }

  void round(String target, Operation operation, int round, Figures figures) {
    Series series = new Series(target, operation);
    rounds.computeIfAbsent(series, any -> new ArrayList<>()).add(figures);
    show(series, Integer.toString(round), figures);
  }

  private void show(Series series, String round, Figures figures) {
    out.printf(
        ROW,
        series.target(),
        series.operation().label(),
        round,
        decimal(figures.perSecond(), 0),
        decimal(figures.megabytesPerSecond(), 1),
        decimal(figures.p50Millis(), 2),
        decimal(figures.p99Millis(), 2),
        decimal(figures.maxMillis(), 2),
        decimal(figures.absent(), 0),
        decimal(figures.failed(), 0));
    csv.add(
        "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s"
            .formatted(
                series.target(),
                series.operation().label(),
                round,
                decimal(figures.perSecond(), 1),
                decimal(figures.megabytesPerSecond(), 2),
                decimal(figures.p50Millis(), 3),
                decimal(figures.p99Millis(), 3),
                decimal(figures.maxMillis(), 3),
                decimal(figures.absent(), 0),
                decimal(figures.failed(), 0)));
  }

  private static String decimal(double value, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  /** Shows the medians, and each target's throughput as a multiple of the baseline's. */
  void medians(Optional<String> baseline) {
    for (Series series : List.copyOf(rounds.keySet())) {
      show(series, "median", Figures.medianOf(rounds.get(series)));
    }
    baseline.ifPresent(this::ratios);
  }

  private void ratios(String baseline) {
    for (Series series : rounds.keySet()) {
      List<Figures> base = rounds.get(new Series(baseline, series.operation()));
      if (base == null || series.target().equals(baseline)) {
        continue;
      }
      List<Figures> own = rounds.get(series);
      double[] ratios = new double[own.size()];
      for (int i = 0; i < ratios.length; i++) {
        // Of the same round: what else the machine did then slowed both.
        ratios[i] = own.get(i).perSecond() / base.get(i).perSecond();
      }
      out.printf(
          "%s %s / %s: %s (median of %d rounds)%n",
          series.target(),
          series.operation().label(),
          baseline,
          decimal(Figures.median(ratios), 2),
          ratios.length);
    }
  }

  /** Whether any request failed. */
  boolean hasFailures() {
    return rounds.values().stream().flatMap(List::stream).anyMatch(round -> round.failed() > 0);
  }

  /** Adds all lines to a file, which is made when it is missing. */
  void appendTo(Path file) throws IOException {
    List<String> lines = new ArrayList<>(csv);
    if (!Files.exists(file)) {
      lines.add(0, CSV_HEAD);
    }
    Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
