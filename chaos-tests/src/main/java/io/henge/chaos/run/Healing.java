package io.henge.chaos.run;

import static org.awaitility.Awaitility.await;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.cluster.Explained;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.Upkeep;
import io.henge.chaos.fault.NodeKeeper;
import io.henge.chaos.machine.NodeClock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/** What has to come about by itself when all faults are over. */
final class Healing {
  /** As long as a healthy cluster may need on a busy machine. */
  static final Patience PATIENCE = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(2));

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int REPLICAS = 3;

  private final TestBed bed;
  private final Patience patience;
  private final PlainHttp http = new PlainHttp();
  private final Upkeep upkeep = new Upkeep(http);
  private final List<Finding> findings = new ArrayList<>();

  /**
   * How long is waited.
   *
   * @param ready for a node to serve
   * @param equal for each thing that makes owners equal
   */
  record Patience(Duration ready, Duration equal) {}

  Healing(TestBed bed, Patience patience) {
    this.bed = bed;
    this.patience = patience;
  }

  /** What did not come about. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Whether all nodes serve; who ended by itself is started like the others. */
  boolean awaitReady() {
    bed.clocks().forEach(NodeClock::reset);
    bed.nodes().forEach(NodeKeeper::release);
    for (NodeKeeper node : bed.nodes()) {
      String what = "node " + node.number() + " serves again without help";
      if (!comesTrue(Invariant.N, "", what, patience.ready(), () -> node.process().isReady())) {
        return false;
      }
    }
    return true;
  }

  /** Whether nobody keeps anything for others, and each key is the same at all of its owners. */
  boolean awaitEqual(Collection<String> keys) {
    for (NodeKeeper node : bed.nodes()) {
      String what = "node " + node.number() + " has all that it is to have";
      if (!comesTrue(
          Invariant.V, "", what, patience.equal(), () -> upkeep.isFilled(node.process()))) {
        return false;
      }
    }
    boolean drained =
        comesTrue(
            Invariant.V,
            "",
            "no node keeps anything for another",
            patience.equal(),
            () -> sum("henge_hints") == 0 && sum("henge_owed") == 0);
    boolean trusting =
        comesTrue(
            Invariant.T,
            "",
            "no node suspects another",
            patience.equal(),
            () -> sum("henge_peers_suspected") == 0);
    return drained && trusting && keys.stream().allMatch(this::awaitEqual);
  }

  private boolean awaitEqual(String key) {
    return comesTrue(
        Invariant.V,
        key,
        "all owners hold the same",
        patience.equal(),
        () -> {
          Explained seen = Explained.of(http, bed.nodes().get(0).process(), key);
          return seen.isEqualAt(REPLICAS) && seen.hasNoHint();
        });
  }

  /** Whether all that had decayed there was found, and refilled from others. */
  boolean awaitRefilled(NodeKeeper node) throws IOException, InterruptedException {
    long passes = scrub(node).getLong("passes");
    http.post(node.process().admin("/-/scrub"));
    return comesTrue(
        Invariant.V,
        "",
        "what decayed at node " + node.number() + " is found and refilled",
        patience.equal(),
        () -> {
          JsonObject seen = scrub(node);
          return seen.getLong("passes") > passes && seen.getLong("damaged") == 0;
        });
  }

  private JsonObject scrub(NodeKeeper node) throws IOException, InterruptedException {
    return new JsonObject(upkeep.text(node.process(), "/-/scrub"));
  }

  private long sum(String metric) throws IOException, InterruptedException {
    long sum = 0;
    for (NodeKeeper node : bed.nodes()) {
      sum += upkeep.metric(node.process(), metric);
    }
    return sum;
  }

  private boolean comesTrue(
      Invariant invariant, String key, String what, Duration within, Callable<Boolean> condition) {
    try {
      await(what)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK)
          .atMost(within)
          .ignoreExceptions()
          .until(condition);
      return true;
    } catch (ConditionTimeoutException never) {
      findings.add(
          new Finding(invariant, key, "not within %s: %s".formatted(within, what), List.of()));
      return false;
    }
  }
}
