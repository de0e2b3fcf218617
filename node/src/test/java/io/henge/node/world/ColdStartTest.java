package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.RingWish;
import io.henge.ring.ChainEntry;
import io.henge.ring.Seat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All nodes are down, and come back in any order: same ring, same data, no step by hand. */
class ColdStartTest {
  private static final int NODES = 5;

  private static void permute(List<Integer> chosen, List<List<Integer>> all) {
    if (chosen.size() == NODES) {
      all.add(List.copyOf(chosen));
      return;
    }
    for (int next = 0; next < NODES; next++) {
      if (!chosen.contains(next)) {
        List<Integer> more = new ArrayList<>(chosen);
        more.add(next);
        permute(more, all);
      }
    }
  }

  @Test
  void in_whatever_order_they_start_ring_and_data_are_as_before() {
    List<List<Integer>> orders = new ArrayList<>();
    permute(List.of(), orders);
    assertThat(orders).hasSize(120);
    World world = World.founded(71, NODES, WorldUpkeep.every(15_000));
    Row row = Row.of(world, "stones/1");
    world.await(
        GrowingRing.applying(
            world.node(1),
            new RingWish.Reweigh(new Seat(0), OptionalInt.empty(), OptionalInt.of(2))));
    ChainEntry ring = settled(world);
    for (List<Integer> order : orders) {
      String text = "before " + order;
      row.put(GrowingRing.owner(world, row), text);
      world.nodes().forEach(WorldNode::crash);
      for (int number : order) {
        world.node(number).start();
        world.run(1 + world.roll(2_000));
      }
      world.nodes().forEach(node -> world.await(node.joined()));
      assertThat(entries(world)).as("%s", order).isEqualTo(Set.of(ring));
      for (WorldNode owner : world.owners(row.key())) {
        assertThat(row.read(owner)).as("%s", order).isEqualTo(text);
      }
    }
  }

  @Test
  void one_that_stays_away_is_missed_by_nobody_and_learns_the_ring_when_it_comes() {
    World world = World.founded(73, NODES, WorldUpkeep.every(15_000));
    Row row = Row.of(world, "stones/1");
    row.put(row.a(), "before");
    for (int missing = 0; missing < NODES; missing++) {
      WorldNode late = world.node(missing);
      world.nodes().forEach(WorldNode::crash);
      world.nodes().stream().filter(node -> !node.equals(late)).forEach(WorldNode::start);
      world.run(5_000);
      WorldNode owner = GrowingRing.owner(world, row);
      assertThat(row.read(owner)).isNotEmpty();
      row.put(owner, "without " + missing);
      late.start();
      world.await(late.joined());
      world.run(20_000);
      assertThat(entries(world)).hasSize(1);
      for (WorldNode one : world.owners(row.key())) {
        assertThat(row.read(one)).isEqualTo("without " + missing);
      }
    }
  }

  private static Set<ChainEntry> entries(World world) {
    Set<ChainEntry> entries = new HashSet<>();
    world.nodes().forEach(node -> entries.add(node.chainEntry()));
    return entries;
  }

  private static ChainEntry settled(World world) {
    world.run(30_000);
    assertThat(entries(world)).hasSize(1);
    return world.ledger().newest();
  }
}
