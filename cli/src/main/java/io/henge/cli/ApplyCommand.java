package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Begins what is staged. */
@Command(name = "apply", description = "Begins the staged changes, together.")
final class ApplyCommand extends AdminCommand {
  @Option(
      names = "--base",
      paramLabel = "DIGEST",
      description = "Only on top of the chain entry that was planned on.")
  private Optional<String> base = Optional.empty();

  @Option(
      names = "--accept-loss",
      description = "What removed members alone hold is given up; needed for each removal.")
  private boolean acceptLoss;

  @Option(names = "--wait", description = "Waits until the change is done.")
  private boolean wait;

  @Override
  void run(AdminClient admin, PrintWriter out) {
    Map<String, String> parameters = new TreeMap<>();
    base.ifPresent(digest -> parameters.put("base", digest));
    if (acceptLoss) {
      parameters.put("accept-loss", "true");
    }
    Document entry = admin.post(SystemPaths.RING_APPLY, parameters);
    if (!isPrinted(entry, out)) {
      sayBegun(entry, out);
    }
    if (wait) {
      new Following(admin, out).untilDone();
    }
  }
}
