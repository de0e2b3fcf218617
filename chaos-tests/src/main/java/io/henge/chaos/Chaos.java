package io.henge.chaos;

import io.henge.chaos.run.ChaosCommand;
import picocli.CommandLine;

/** Starts real nodes, hurts them, and tells what came of it. See chaos-tests/README.md. */
public final class Chaos {
  private Chaos() {}

  /** Exit codes: 0 all held, or all that could be looked at; 1 something did not; 2 bad usage. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChaosCommand()).execute(arguments));
  }
}
