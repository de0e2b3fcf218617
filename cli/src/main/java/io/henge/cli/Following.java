package io.henge.cli;

import io.henge.ring.JsonFields;
import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/**
 * Follows a change of the ring until it is done. On a terminal it draws in one place; elsewhere it
 * prints what has changed.
 */
final class Following {
  private static final long LOOK_EVERY_MILLIS = 1_000;

  /** In this phase the bars say what it waits for. */
  private static final String FILLING = "dual";

  private static final int FAILURES_MAX = 30;
  private static final int BAR = 30;
  private static final int PERCENT = 100;

  private final AdminClient admin;
  private final PrintWriter out;
  private final long lookEveryMillis;
  private final boolean isTerminal = Ansi.AUTO.enabled();
  private List<String> shown = List.of();

  Following(AdminClient admin, PrintWriter out) {
    this(admin, out, LOOK_EVERY_MILLIS);
  }

  Following(AdminClient admin, PrintWriter out, long lookEveryMillis) {
    this.admin = admin;
    this.out = out;
    this.lookEveryMillis = lookEveryMillis;
  }

  /** Completes when the node says that no change is under way any more. */
  void untilDone() {
    int failures = 0;
    boolean isDone = false;
    while (!isDone) {
      try {
        JsonFields progress = admin.get(SystemPaths.RING_PROGRESS).fields();
        failures = 0;
        show(lines(progress));
        isDone = progress.bool("done");
      } catch (AdminFailure failure) {
        // Nodes are restarted now and then; the change does not depend on this one.
        failures++;
        if (failures == FAILURES_MAX) {
          throw failure;
        }
      }
      if (!isDone) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(lookEveryMillis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AdminFailure("interrupted; the change goes on");
    }
  }

  private void show(List<String> lines) {
    if (lines.equals(shown)) {
      return;
    }
    if (isTerminal && !shown.isEmpty()) {
      // Up to the first line of the last time, and all below is cleared.
      out.printf("\u001b[%dA\u001b[J", shown.size());
    }
    lines.forEach(out::println);
    out.flush();
    shown = lines;
  }

  /** What there is to say of a change. */
  static List<String> lines(JsonFields progress) {
    List<String> lines = new ArrayList<>();
    long chain = progress.integer("chain", 0, Long.MAX_VALUE);
    if (progress.bool("done")) {
      return List.of("No change of the ring is under way: chain entry " + chain + ".");
    }
    lines.add("Chain entry " + chain + ", phase " + meaning(progress.string("phase")));
    for (JsonFields member : progress.objects("members")) {
      lines.add("  " + bar(member));
    }
    List<?> givenUp = progress.array("givenUp");
    for (JsonFields member : progress.objects("leaving")) {
      long seat = member.integer("seat", 0, Integer.MAX_VALUE);
      lines.add(
          "  seat %d %s (%s)"
              .formatted(
                  seat, givenUp.contains(seat) ? "is given up" : "leaves", member.string("peer")));
    }
    if (!progress.string("phase").equals(FILLING)) {
      progress.array("missing").forEach(missing -> lines.add("  waiting: " + missing));
    }
    return lines;
  }

  private static String meaning(String phase) {
    return switch (phase) {
      case FILLING -> "dual: new owners are being filled";
      case "moved" -> "moved: new owners are read, the former ones hand over the rest";
      default -> phase;
    };
  }

  private static String bar(JsonFields member) {
    long partitions = member.integer("partitions", 0, Long.MAX_VALUE);
    long filled = member.integer("filled", 0, partitions);
    int full = partitions == 0 ? BAR : (int) (BAR * filled / partitions);
    return "seat %d [%s%s] %d%%  %d of %d  %s"
        .formatted(
            member.integer("seat", 0, Integer.MAX_VALUE),
            "#".repeat(full),
            ".".repeat(BAR - full),
            partitions == 0 ? PERCENT : PERCENT * filled / partitions,
            filled,
            partitions,
            member.string("peer"));
  }
}
