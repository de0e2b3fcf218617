package io.henge.chaos.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    return feed("", command);
  }

  /** Runs it with a short text to read. */
  public static Command feed(String input, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading; its exit code and its output say why.
      }
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
    mustFeed("", Arrays.asList(command));
  }

  /** Runs it with a short text to read and fails unless it succeeds. */
  public static void mustFeed(String input, List<String> command) {
    Command done = feed(input, command);
    if (done.exit != 0) {
      String reason = "%s%nThat is what %s said.".formatted(done.output.strip(), command);
      throw new UncheckedIOException(reason, new IOException("exit code " + done.exit));
    }
  }

  /** Whether this process is root, perhaps only of a namespace of its own. */
  static boolean isRoot() {
    return run("id", "-u").output.strip().equals("0");
  }

  /** Why a command cannot be run, empty when it can. */
  static Optional<String> missing(String... command) {
    return run(command).exit == NOT_FOUND
        ? Optional.of("there is no " + command[0])
        : Optional.empty();
  }
}
