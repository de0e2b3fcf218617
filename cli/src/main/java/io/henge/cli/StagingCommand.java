package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;

/** A change that is staged, or applied at once. */
abstract class StagingCommand extends AdminCommand {
  @Option(names = "--now", description = "Applies it at once, whatever is staged.")
  private boolean now;

  @Option(names = "--wait", description = "With --now: waits until the change is done.")
  private boolean wait;

  /** How it is staged. */
  abstract Map<String, String> staging();

  /** Where and how it is applied at once. */
  abstract AtOnce atOnce();

  /** A request that applies one change. */
  record AtOnce(String path, Map<String, String> parameters) {}

  final boolean isNow() {
    return now;
  }

  @Override
  void run(AdminClient admin, PrintWriter out) {
    if (wait && !now) {
      throw badUsage("--wait goes with --now; what is staged is waited for by: apply --wait");
    }
    if (!now) {
      Document staged = admin.post(SystemPaths.RING_STAGE, staging());
      if (!isPrinted(staged, out)) {
        StagedList.of(staged).print(out);
      }
      return;
    }
    AtOnce change = atOnce();
    Document entry = admin.post(change.path(), change.parameters());
    if (!isPrinted(entry, out)) {
      sayBegun(entry, out);
    }
    if (wait) {
      new Following(admin, out).untilDone();
    }
  }
}
