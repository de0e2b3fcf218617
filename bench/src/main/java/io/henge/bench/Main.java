package io.henge.bench;

import io.henge.bench.load.LoadCommand;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;

/** Starts one of the measurements by its name; {@code jmh} passes its arguments on to JMH. */
public final class Main {
  private static final String USAGE =
      """
      usage: java -jar henge-bench.jar load OPTIONS    (load --help lists them)
             java -jar henge-bench.jar jmh [ARGUMENTS] (jmh -h lists them)
             java -jar henge-bench.jar movement        (what changes of a ring move)
             java -jar henge-bench.jar client OPTIONS  (client --help lists them)""";

  private Main() {}

  /** Exit codes: 0 measured, 1 could not measure, 2 bad usage. */
  public static void main(String[] arguments) throws IOException {
    String command = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.stream(arguments).skip(1).toArray(String[]::new);
    switch (command) {
      case "load" -> System.exit(load().execute(rest));
      case "client" -> System.exit(new CommandLine(new ClientCommand()).execute(rest));
      case "movement" -> new MovementTable(System.out).print();
      case "jmh" -> org.openjdk.jmh.Main.main(rest);
      default -> {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
  }

  private static CommandLine load() {
    return new CommandLine(new LoadCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
