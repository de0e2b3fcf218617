package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Waits no more for a member that leaves. */
@Command(
    name = "give-up",
    description = {
      "Waits no more for a member that was leaving and is gone for good.",
      "What it alone holds is given up with it."
    })
final class GiveUpCommand extends AdminCommand {
  @Parameters(paramLabel = "SEAT", description = "Its seat, as henge ring show says.")
  private int seat;

  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document entry = admin.post(SystemPaths.RING_GIVE_UP, Map.of("seat", Integer.toString(seat)));
    if (!isPrinted(entry, out)) {
      sayBegun(entry, out);
    }
  }
}
