package io.henge.chaos.machine;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Shapes of partitions: who no longer hears whom, as the directions in which nothing gets through.
 * One direction is the primitive, so that all of them can be told in one way.
 */
public final class Grudge {
  private Grudge() {}

  /** One node and all others of so many hear nothing of each other. */
  public static Set<Direction> isolate(int node, int nodes) {
    return between(Set.of(node), others(Set.of(node), nodes));
  }

  /** A group and all others of so many hear nothing of each other. */
  public static Set<Direction> split(Collection<Integer> group, int nodes) {
    return between(group, others(group, nodes));
  }

  /** Two groups hear nothing of each other. */
  public static Set<Direction> between(Collection<Integer> one, Collection<Integer> other) {
    Set<Direction> both = new LinkedHashSet<>(oneWay(one, other));
    both.addAll(oneWay(other, one));
    return both;
  }

  /** Nothing that the first ones send reaches the others, which they hear all the same. */
  public static Set<Direction> oneWay(Collection<Integer> from, Collection<Integer> to) {
    return from.stream()
        .flatMap(sender -> to.stream().map(receiver -> new Direction(sender, receiver)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The nodes stand in a ring, and each hears only itself and those nearest to it, on both sides
   * alike, that make a majority with it. So each sees a majority, and no two see the same, unless
   * there are so few that all see all: at least four nodes.
   */
  public static Set<Direction> majoritiesRing(int nodes) {
    int reach = (nodes / 2 + 1) / 2;
    Set<Direction> unheard = new LinkedHashSet<>();
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        int around = Math.floorMod(to - from, nodes);
        if (Math.min(around, nodes - around) > reach) {
          unheard.add(new Direction(1 + from, 1 + to));
        }
      }
    }
    return unheard;
  }

  /**
   * Those before the bridge and those behind it hear nothing of each other, the bridge hears all.
   */
  public static Set<Direction> bridge(int bridge, int nodes) {
    Set<Integer> rest = others(Set.of(bridge), nodes);
    Set<Integer> first =
        rest.stream().limit(rest.size() / 2).collect(Collectors.toCollection(LinkedHashSet::new));
    rest.removeAll(first);
    return between(first, rest);
  }

  private static Set<Integer> others(Collection<Integer> group, int nodes) {
    return IntStream.rangeClosed(1, nodes)
        .boxed()
        .filter(node -> !group.contains(node))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
