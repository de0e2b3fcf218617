package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of the system that was run to its end.
 *
 * @param exit its exit code; 127 when there is no such command
 * @param output what it printed
 */
public record Command(int exit, String output) {
  public static final int NOT_FOUND = 127;
  private static final long SECONDS_MAX = 300;

  public static Command run(String... command) {
    return run(Arrays.asList(command));
  }

  public static Command run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("does not end: " + command);
      }
      return new Command(process.exitValue(), output);
    } catch (IOException e) {
      return new Command(NOT_FOUND, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs it and fails unless it succeeds. */
  public static void must(String... command) {
    Command done = run(command);
    if (done.exit != 0) {
      throw new UncheckedIOException(
          new IOException(Arrays.toString(command) + " failed: " + done.output));
    }
  }
}
