package io.henge.cli;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks a node. */
abstract class AdminCommand implements Callable<Integer> {
  private static final int DONE = 0;

  @Mixin private AdminOptions options = new AdminOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Asks, and prints. */
  abstract void run(AdminClient admin, PrintWriter out);

  @Override
  public final Integer call() {
    String scheme = options.admin().getScheme();
    if (scheme == null || !Set.of("http", "https").contains(scheme)) {
      throw badUsage("--admin is a URL such as http://127.0.0.1:7601");
    }
    PrintWriter out = spec.commandLine().getOut();
    run(new AdminClient(options.admin()), out);
    out.flush();
    return DONE;
  }

  /** Whether the answer was printed as it is, since that was wanted. */
  final boolean isPrinted(Document answer, PrintWriter out) {
    if (options.json()) {
      out.println(answer.text().stripTrailing());
    }
    return options.json();
  }

  final boolean printsJson() {
    return options.json();
  }

  final ParameterException badUsage(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** Says how a change begins that was applied. */
  static void sayBegun(Document entry, PrintWriter out) {
    out.printf(
        "Chain entry %d is in force, phase %s. Follow it with: henge ring progress%n",
        entry.fields().integer("chain", 0, Long.MAX_VALUE), entry.fields().string("phase"));
  }
}
