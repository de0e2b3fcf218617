package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a member leave. */
@Command(
    name = "leave",
    description = {
      "Stages that a member leaves: others take over all that it holds, and then it is none.",
      "It has to run until that is done."
    })
final class LeaveCommand extends StagingCommand {
  @Parameters(paramLabel = "SEAT", description = "Its seat, as henge ring show says.")
  private int seat;

  @Override
  Map<String, String> staging() {
    return Map.of("leave", Integer.toString(seat));
  }

  @Override
  AtOnce atOnce() {
    return new AtOnce(SystemPaths.RING_LEAVE, Map.of("seat", Integer.toString(seat)));
  }
}
