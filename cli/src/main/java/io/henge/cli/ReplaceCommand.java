package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives the seat of a lost member to a newcomer. */
@Command(
    name = "replace",
    description = {
      "Gives the seat of a member whose disk is lost to a node on an empty directory, at once.",
      "Nothing else moves."
    })
final class ReplaceCommand extends AdminCommand {
  @Parameters(index = "0", paramLabel = "SEAT", description = "The seat of the lost member.")
  private int seat;

  @Parameters(index = "1", paramLabel = "PEER", description = "The newcomer's peer address.")
  private String peer = "";

  @Option(names = "--accept-loss", description = "What the lost member alone held is given up.")
  private boolean acceptLoss;

  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document entry =
        admin.post(
            SystemPaths.REPLACE,
            Map.of(
                "seat", Integer.toString(seat),
                "peer", peer,
                "accept-loss", Boolean.toString(acceptLoss)));
    if (!isPrinted(entry, out)) {
      out.printf(
          "The node at %s has seat %d, by chain entry %d.%n",
          peer, seat, entry.fields().integer("chain", 0, Long.MAX_VALUE));
    }
  }
}
