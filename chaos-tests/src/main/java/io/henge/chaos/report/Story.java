package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was done to a key at which something was found.
 *
 * @param key the key; empty when the findings are of none
 * @param findings what was found there
 * @param operations those that tell most of it, by the time at which they were begun
 * @param left how many operations of the key are not among them
 */
record Story(String key, List<Finding> findings, List<Operation> operations, int left) {
  private static final int OPERATIONS_MAX = 200;

  /** Those of a schedule with the gravest findings, and of such with the most. */
  static List<Story> worst(ScheduleResult result, int storiesMax) {
    Map<String, List<Finding>> byKey =
        result.findings().stream()
            .collect(Collectors.groupingBy(Finding::key, LinkedHashMap::new, Collectors.toList()));
    return byKey.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, List<Finding>> it) -> gravest(it.getValue()))
                .thenComparing(it -> -it.getValue().size()))
        .limit(storiesMax)
        .map(it -> of(result.history(), it.getKey(), it.getValue()))
        .filter(story -> !story.operations.isEmpty())
        .toList();
  }

  private static Invariant gravest(List<Finding> findings) {
    return Collections.min(findings.stream().map(Finding::invariant).toList());
  }

  private static Story of(History history, String key, List<Finding> findings) {
    Set<Long> named = named(findings);
    List<Operation> all =
        history.operations().stream()
            .filter(it -> it.key().equals(key) || named.contains(it.number()))
            .sorted(Comparator.comparingLong(Operation::beganMicros))
            .toList();
    List<Operation> told = nearest(all, named, OPERATIONS_MAX);
    return new Story(key, List.copyOf(findings), told, all.size() - told.size());
  }

  private static Set<Long> named(List<Finding> findings) {
    return findings.stream().flatMap(it -> it.operations().stream()).collect(Collectors.toSet());
  }

  /** The numbers of the operations that the findings name. */
  Set<Long> named() {
    return named(findings);
  }

  /** At most so many of the operations: those named, and what happened just around the last. */
  List<Operation> nearest(int operationsMax) {
    return nearest(operations, named(), operationsMax);
  }

  private static List<Operation> nearest(List<Operation> all, Set<Long> named, int operationsMax) {
    if (all.size() <= operationsMax) {
      return all;
    }
    int middle = all.size() - 1;
    for (int i = 0; i < all.size(); i++) {
      middle = named.contains(all.get(i).number()) ? i : middle;
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      places.add(i);
    }
    int around = middle;
    places.sort(
        Comparator.comparing((Integer i) -> !named.contains(all.get(i).number()))
            .thenComparing(i -> Math.abs(i - around)));
    return places.subList(0, operationsMax).stream().sorted().map(all::get).toList();
  }
}
