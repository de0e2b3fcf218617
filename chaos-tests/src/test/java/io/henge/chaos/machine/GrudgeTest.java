package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrudgeTest {
  /** Whom a node hears under a grudge, itself included. */
  private static Set<Integer> heard(int node, int nodes, Set<Direction> grudge) {
    Set<Integer> heard = new TreeSet<>();
    for (int from = 1; from <= nodes; from++) {
      if (from == node || !grudge.contains(new Direction(from, node))) {
        heard.add(from);
      }
    }
    return heard;
  }

  private static List<Set<Integer>> allHeard(int nodes, Set<Direction> grudge) {
    return IntStream.rangeClosed(1, nodes).mapToObj(node -> heard(node, nodes, grudge)).toList();
  }

  @Test
  void an_isolated_node_hears_itself_alone_and_nobody_hears_it() {
    assertThat(allHeard(4, Grudge.isolate(2, 4)))
        .containsExactly(Set.of(1, 3, 4), Set.of(2), Set.of(1, 3, 4), Set.of(1, 3, 4));
  }

  @Test
  void groups_hear_their_own() {
    assertThat(allHeard(5, Grudge.split(Set.of(1, 4), 5)))
        .containsExactly(
            Set.of(1, 4), Set.of(2, 3, 5), Set.of(2, 3, 5), Set.of(1, 4), Set.of(2, 3, 5));
  }

  @Test
  void one_way_leaves_the_way_back() {
    Set<Direction> grudge = Grudge.oneWay(Set.of(1), Set.of(2, 3));
    assertThat(allHeard(3, grudge)).containsExactly(Set.of(1, 2, 3), Set.of(2, 3), Set.of(2, 3));
  }

  @Test
  void in_a_ring_all_hear_majorities_and_no_two_the_same() {
    for (int nodes = 4; nodes <= 11; nodes++) {
      Set<Direction> grudge = Grudge.majoritiesRing(nodes);
      List<Set<Integer>> heard = allHeard(nodes, grudge);
      assertThat(new HashSet<>(heard)).as("of %d", nodes).hasSize(nodes);
      int majority = nodes / 2 + 1;
      assertThat(heard).allSatisfy(seen -> assertThat(seen).hasSizeGreaterThanOrEqualTo(majority));
      assertThat(grudge).allMatch(way -> grudge.contains(new Direction(way.to(), way.from())));
    }
    assertThat(Grudge.majoritiesRing(3)).isEmpty();
  }

  @Test
  void only_the_bridge_hears_both_sides() {
    assertThat(allHeard(5, Grudge.bridge(3, 5)))
        .containsExactly(
            Set.of(1, 2, 3),
            Set.of(1, 2, 3),
            Set.of(1, 2, 3, 4, 5),
            Set.of(3, 4, 5),
            Set.of(3, 4, 5));
  }
}
