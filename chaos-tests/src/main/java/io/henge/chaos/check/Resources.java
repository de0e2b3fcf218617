package io.henge.chaos.check;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Whether what nodes hold returns to what it was (invariant R). The highest value of a node's first
 * samples is held against the lowest of its last ones; of those alone in which it is ready.
 *
 * @param slack by the name of a value, such as {@code descriptors}, how much higher it may be in
 *     the end
 */
public record Resources(Map<String, Long> slack) {
  /** So many samples at either end count. */
  private static final int SAMPLES = 3;

  public Resources {
    slack = Map.copyOf(slack);
  }

  /** What is held in the end and was not at first; nothing of nodes that were not ready often. */
  public List<Finding> check(History history) {
    List<Finding> findings = new ArrayList<>();
    for (int node = 1; node <= history.header().nodes(); node++) {
      for (String name : slack.keySet().stream().sorted().toList()) {
        List<Long> values = values(history, node, name);
        if (values.size() >= 2 * SAMPLES) {
          compare(node, name, values, findings);
        }
      }
    }
    return findings;
  }

  private static List<Long> values(History history, int node, String name) {
    return history.samples().stream()
        .filter(sample -> sample.node() == node && sample.state() == Sample.State.READY)
        .filter(sample -> sample.values().containsKey(name))
        .sorted(Comparator.comparingLong(Sample::atMicros))
        .map(sample -> sample.values().get(name))
        .toList();
  }

  private void compare(int node, String name, List<Long> values, List<Finding> findings) {
    int size = values.size();
    long first = values.subList(0, SAMPLES).stream().max(Long::compare).orElseThrow();
    long last = values.subList(size - SAMPLES, size).stream().min(Long::compare).orElseThrow();
    if (last > first + slack.get(name)) {
      String text = "node %d had %d %s at first and %d in the end";
      findings.add(
          new Finding(Invariant.R, "", text.formatted(node, first, name, last), List.of()));
    }
  }
}
