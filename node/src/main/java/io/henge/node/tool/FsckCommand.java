package io.henge.node.tool;

import io.henge.node.storage.Finding;
import io.henge.node.storage.Finding.Severity;
import io.henge.node.storage.Fsck;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fsck}: a line for each finding, then what was gone through. */
@Command(
    name = "fsck",
    header = "Checks all of a stopped node's directory. Changes nothing.",
    footer = {
      "",
      "Each finding is a line: damage, warning or note; its kind; where; what. Notes are what a",
      "node leaves in its ordinary life, a crash included. Warnings lose nothing.",
      "Exit codes: 0 no damage (with --strict: nor warnings), 1 damage, or not done, 2 bad usage."
    })
final class FsckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @picocli.CommandLine.Mixin private CommonOptions common;

  @Option(names = "--json", description = "Prints lines of JSON; the last one is the summary.")
  private boolean json;

  @Option(
      names = "--quick",
      description = "Does not read the bodies of large blobs, only what their files say.")
  private boolean quick;

  @Option(names = "--strict", description = "Exits with 1 on warnings, too.")
  private boolean strict;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report(out, new Progress(spec.commandLine().getErr()));
    Fsck.Totals totals = DirectoryCheck.run(common.data(), !quick, report);
    report.summary(totals);
    boolean fine =
        report.count(Severity.DAMAGE) == 0 && (!strict || report.count(Severity.WARNING) == 0);
    out.flush();
    return fine ? Exit.DONE : Exit.NOT_DONE;
  }

  /** Prints as it goes. */
  private final class Report implements Fsck.Listener {
    private final PrintWriter out;
    private final Progress progress;
    private final Map<Severity, Map<String, Integer>> counts = new EnumMap<>(Severity.class);

    Report(PrintWriter out, Progress progress) {
      this.out = out;
      this.progress = progress;
    }

    @Override
    public void found(Finding finding) {
      Severity severity = finding.kind().severity();
      counts
          .computeIfAbsent(severity, none -> new TreeMap<>())
          .merge(finding.kind().text(), 1, Integer::sum);
      if (json) {
        out.println(
            new JsonObject()
                .put("severity", word(severity))
                .put("kind", finding.kind().text())
                .put("subject", finding.subject())
                .put("text", finding.text())
                .encode());
      } else {
        out.printf(
            "%s %s %s: %s%n",
            word(severity), finding.kind().text(), finding.subject(), finding.text());
      }
    }

    @Override
    public void progress(Fsck.Totals soFar) {
      progress.show(() -> text(soFar));
    }

    int count(Severity severity) {
      return counts.getOrDefault(severity, Map.of()).values().stream().mapToInt(n -> n).sum();
    }

    void summary(Fsck.Totals totals) {
      if (json) {
        JsonObject summary =
            new JsonObject()
                .put("keys", totals.keys())
                .put("versions", totals.versions())
                .put("smallBodies", totals.smallBodies())
                .put("files", totals.files())
                .put("bytes", totals.bytes());
        for (Severity severity : Severity.values()) {
          Map<String, Object> kinds = new TreeMap<>(counts.getOrDefault(severity, Map.of()));
          summary.put(word(severity), new JsonObject(kinds));
        }
        out.println(new JsonObject().put("summary", summary).encode());
        return;
      }
      out.println("checked: " + text(totals));
      for (Severity severity : Severity.values()) {
        String kinds =
            counts.getOrDefault(severity, Map.of()).entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        out.println("%s: %s".formatted(word(severity), kinds.isEmpty() ? "none" : kinds));
      }
    }

    private static String word(Severity severity) {
      return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Fsck.Totals totals) {
      return "%d keys, %d live versions, %d small bodies, %d files, %d bytes"
          .formatted(
              totals.keys(),
              totals.versions(),
              totals.smallBodies(),
              totals.files(),
              totals.bytes());
    }
  }
}
