package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.RingWish;
import io.henge.ring.ChainEntry;
import io.henge.ring.Phase;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Rules C4 and C6: nodes join, leave, are removed and get other shares while clients go on. */
class RingChangeTest {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long DONE_WITHIN_MILLIS = 60_000;

  static Future<ChainEntry> applying(WorldNode at, RingWish... wishes) {
    return at.ringChanges().apply(List.of(wishes), Optional.empty(), true, TIMEOUT_MILLIS);
  }

  /** Until the change is done at all that are up and members. */
  static void awaitDone(World world, WorldNode... nodes) {
    for (long waited = 0; waited < DONE_WITHIN_MILLIS; waited += 500) {
      boolean isDone = true;
      for (WorldNode node : nodes) {
        isDone &= node.chainEntry().phase() == Phase.DONE;
      }
      if (isDone) {
        return;
      }
      world.run(500);
    }
    throw new AssertionError("not done: " + nodes[0].chainEntry());
  }

  /** Some running node that is read for the key by what it knows. */
  static WorldNode owner(World world, Row row) {
    return world.nodes().stream()
        .filter(WorldNode::isReady)
        .filter(
            node ->
                node.chainEntry()
                    .layouts()
                    .rows(row.key().partition())
                    .isRead(node.identity().node()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_node_joins_and_another_leaves_while_others_write() {
    World world = World.founded(31, 3, WorldUpkeep.every(2_000));
    Row row = Row.of(world, "stones/1");
    WorldNode newcomer = world.add(3, World.addresses(3));
    row.put(world.node(0), "before");
    newcomer.start();
    world.run(1_000);
    ChainEntry dual = world.await(applying(world.node(1), new RingWish.Join(newcomer.address())));
    assertThat(dual.phase()).isEqualTo(Phase.DUAL);
    row.put(world.node(0), "during");
    awaitDone(world, world.node(0), world.node(1), world.node(2), newcomer);
    assertThat(newcomer.chainEntry().layout().members()).hasSize(4);
    assertThat(row.read(owner(world, row))).isEqualTo("during");

    world.await(
        applying(
            world.node(0),
            new RingWish.Leave(new Seat(2)),
            new RingWish.Reweigh(new Seat(0), OptionalInt.empty(), OptionalInt.of(2))));
    row.put(owner(world, row), "while it leaves");
    awaitDone(world, world.node(0), world.node(1), newcomer);
    assertThat(world.node(0).chainEntry().layout().members()).hasSize(3);
    world.node(2).crash();
    assertThat(row.read(owner(world, row))).isEqualTo("while it leaves");
  }
}
