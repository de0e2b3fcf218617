package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Replay;
import io.henge.chaos.check.Terms;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Recorder;
import io.henge.chaos.report.ScheduleResult;
import io.henge.chaos.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients on a cluster that others started, and perhaps hurt. */
final class ForeignRun {
  private static final Duration LAST_READ_PATIENCE = Duration.ofSeconds(20);

  /** Whoever hurts the cluster may change its ring as well, and nobody here is told. */
  private static final boolean RING_MAY_CHANGE = true;

  private final List<String> addresses;
  private final Path report;
  private final long seed;

  /** Of all nodes whose client ports these are. */
  ForeignRun(List<String> addresses, Path report, long seed) {
    this.addresses = List.copyOf(addresses);
    this.report = report;
    this.seed = seed;
  }

  /**
   * Works for so long. What stand-ins have acknowledged is not counted on, since nobody here knows
   * when they have handed it over.
   */
  ScheduleResult run(long minutes, String command) throws IOException, InterruptedException {
    History.Header header =
        new History.Header("foreign", seed, addresses.size(), "", System.currentTimeMillis());
    Path file = Files.createDirectories(report.resolve("histories")).resolve("foreign.jsonl");
    String prefix = "chaos-" + Long.toHexString(System.nanoTime()) + "/";
    try (Recorder recorder = new Recorder(file, header);
        Workload workload = new Workload(recorder, addresses, prefix, seed)) {
      workload.start();
      LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(minutes));
      List<Finding> findings = new ArrayList<>(Conductor.ofClients(workload.finish()));
      long overMicros = recorder.nowMicros();
      Optional<String> unread = workload.readAll(LAST_READ_PATIENCE);
      History history = recorder.history();
      findings.addAll(Replay.of(history, new Terms(Long.MAX_VALUE, RING_MAY_CHANGE)));
      findings.addAll(Checks.ofAnswers(history));
      findings.addAll(Conductor.contradictions(workload));
      List<String> reduced = new ArrayList<>();
      reduced.add("nothing is hurt, and nobody looks into the nodes");
      // It may be hurt still.
      unread.ifPresent(key -> reduced.add(key + " could not be read everywhere in the end"));
      return new ScheduleResult(
          history,
          Checks.SEEN_BY_CLIENTS,
          findings,
          reduced,
          overMicros,
          overMicros,
          command,
          Map.of());
    }
  }
}
