package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Goes on without a majority that is gone for good. */
@Command(
    name = "force",
    description = {
      "Goes on without a majority of the members that is gone for good, disks and all.",
      "All others must be running, and none of the lost ones. What the lost ones alone held is",
      "given up. If they are only cut off, there will be two clusters: be sure that they are gone."
    })
final class ForceCommand extends AdminCommand {
  @Option(
      names = "--lost",
      required = true,
      split = ",",
      paramLabel = "SEAT",
      description = "The seats of all that are gone, with commas between them.")
  private List<Integer> lost = new ArrayList<>();

  @Option(names = "--accept-loss", description = "What the lost members alone held is given up.")
  private boolean acceptLoss;

  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document entry =
        admin.post(
            SystemPaths.RING_FORCE,
            Map.of(
                "lost", lost.stream().map(String::valueOf).collect(Collectors.joining(",")),
                "accept-loss", Boolean.toString(acceptLoss)));
    if (!isPrinted(entry, out)) {
      out.printf(
          "The others go on without them, by chain entry %d.%n",
          entry.fields().integer("chain", 0, Long.MAX_VALUE));
    }
  }
}
