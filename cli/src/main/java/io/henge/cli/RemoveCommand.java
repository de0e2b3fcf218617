package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a member that is gone for good. */
@Command(
    name = "remove",
    description = {
      "Stages that a member that is gone for good is removed. What it alone holds is given up.",
      "A member that still runs should leave instead."
    })
final class RemoveCommand extends StagingCommand {
  @Parameters(paramLabel = "SEAT", description = "Its seat, as henge ring show says.")
  private int seat;

  @Option(
      names = "--accept-loss",
      description = "With --now: what the member alone holds is given up.")
  private boolean acceptLoss;

  @Override
  void run(AdminClient admin, PrintWriter out) {
    if (acceptLoss && !isNow()) {
      throw badUsage("a loss is accepted when it is applied: apply --accept-loss, or --now here");
    }
    super.run(admin, out);
  }

  @Override
  Map<String, String> staging() {
    return Map.of("remove", Integer.toString(seat));
  }

  @Override
  AtOnce atOnce() {
    return new AtOnce(
        SystemPaths.RING_REMOVE,
        Map.of("seat", Integer.toString(seat), "accept-loss", Boolean.toString(acceptLoss)));
  }
}
