package io.henge.chaos;

import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Hazelcast has told nodes of each other, as they log it. */
final class Discovered {
  private static final Pattern SAID =
      Pattern.compile("discovery: node ([0-9a-f]+) seems to be (up|down)");

  /** Hazelcast notices silence after five seconds, and takes its time to agree on what follows. */
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final Map<NodeProcess, String> ids = new ConcurrentHashMap<>();

  Discovered(PlainHttp http, List<NodeProcess> nodes) {
    RingSeen ring = RingSeen.at(http, nodes.get(0));
    nodes.forEach(node -> ids.put(node, ring.idOf(node)));
  }

  /** Waits until Hazelcast runs at all nodes, and has told each of all others that they are up. */
  void awaitStarted() {
    await("Hazelcast runs")
        .atMost(WITHIN)
        .until(
            () -> ids.keySet().stream().allMatch(at -> at.logText().contains("discovery is up")));
    awaitWhole();
  }

  /** Waits until each node was told last of all others that they are up. */
  void awaitWhole() {
    await("Hazelcast has brought all together")
        .atMost(WITHIN)
        .until(() -> isSaid("up", ids.keySet(), ids.keySet()));
  }

  /**
   * Waits until each node of both sides was told last of all on the other one that they are down.
   */
  void awaitSplit(List<NodeProcess> one, List<NodeProcess> other) {
    await("Hazelcast has split")
        .atMost(WITHIN)
        .until(() -> isSaid("down", one, other) && isSaid("down", other, one));
  }

  private boolean isSaid(
      String what, Collection<NodeProcess> some, Collection<NodeProcess> others) {
    return some.stream()
        .allMatch(
            at ->
                others.stream()
                    .filter(other -> other != at)
                    .allMatch(other -> last(at, other).equals(what)));
  }

  /** What was said last; empty when nothing was. */
  private String last(NodeProcess at, NodeProcess about) {
    String last = "";
    Matcher said = SAID.matcher(at.logText());
    while (said.find()) {
      if (said.group(1).equals(ids.get(about))) {
        last = said.group(2);
      }
    }
    return last;
  }
}
