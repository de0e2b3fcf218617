package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Drops what is staged. */
@Command(name = "revert", description = "Drops a staged change, or all of them.")
final class RevertCommand extends AdminCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "INDEX",
      description = "Which one, as henge ring show counts them; all unless given.")
  private Optional<Integer> index = Optional.empty();

  @Override
  void run(AdminClient admin, PrintWriter out) {
    Map<String, String> parameters =
        index.map(which -> Map.of("index", which.toString())).orElse(Map.of());
    Document staged = admin.delete(SystemPaths.RING_STAGED, parameters);
    if (!isPrinted(staged, out)) {
      StagedList.of(staged).print(out);
    }
  }
}
