package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how far a change has come. */
@Command(
    name = "progress",
    description = "Shows how far the change of the ring has come, until it is done.")
final class ProgressCommand extends AdminCommand {
  @Option(names = "--once", description = "Shows it once, and does not wait.")
  private boolean once;

  @Override
  void run(AdminClient admin, PrintWriter out) {
    if (printsJson()) {
      out.println(admin.get(SystemPaths.RING_PROGRESS).text().stripTrailing());
    } else if (once) {
      Following.lines(admin.get(SystemPaths.RING_PROGRESS).fields()).forEach(out::println);
    } else {
      new Following(admin, out).untilDone();
    }
  }
}
