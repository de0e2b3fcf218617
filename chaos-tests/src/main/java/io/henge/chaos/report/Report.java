package io.henge.chaos.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what a run came to. Of the same result it writes the same bytes. */
public final class Report {
  /** The page, for people. */
  public static final String PAGE = "report.html";

  /** The same for programs. */
  public static final String RESULTS = "results.json";

  /** A line for each schedule. */
  public static final String SUMMARY = "summary.md";

  private Report() {}

  /**
   * Writes all files.
   *
   * @param directory where to; it is made when it is not there
   */
  public static void write(RunResult run, Path directory) throws IOException {
    List<Examined> schedules = Examined.all(run);
    Files.createDirectories(directory);
    write(directory.resolve(PAGE), Page.of(run, schedules));
    write(directory.resolve(RESULTS), ResultsJson.of(run, schedules).encodePrettily() + "\n");
    if (run.planted().isEmpty()) {
      write(directory.resolve(SUMMARY), Summary.of(run, schedules));
    }
  }

  /** As far as a text can be written: half a pair of surrogates cannot. */
  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
