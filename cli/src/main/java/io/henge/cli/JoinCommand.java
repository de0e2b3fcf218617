package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a node join. */
@Command(
    name = "join",
    description = "Stages that a node, started on an empty directory, becomes a member.")
final class JoinCommand extends StagingCommand {
  @Parameters(paramLabel = "PEER", description = "Its peer address, host:port.")
  private String peer = "";

  @Override
  Map<String, String> staging() {
    return Map.of("join", peer);
  }

  @Override
  AtOnce atOnce() {
    return new AtOnce(SystemPaths.RING_JOIN, Map.of("peer", peer));
  }
}
