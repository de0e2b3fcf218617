package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;

/** Takes a change back. */
@Command(
    name = "abort",
    description = "Takes back the change that is under way; possible in its phase dual alone.")
final class AbortCommand extends AdminCommand {
  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document entry = admin.post(SystemPaths.RING_ABORT, Map.of());
    if (!isPrinted(entry, out)) {
      out.printf(
          "All is as it was before the change, by chain entry %d.%n",
          entry.fields().integer("chain", 0, Long.MAX_VALUE));
    }
  }
}
