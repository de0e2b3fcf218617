package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule C3: one founding, promised by all, whatever happens on the way. */
class FoundingCeremonyTest {
  private static final long LONG_MILLIS = 120_000;

  @Test
  void a_crash_of_anybody_at_any_point_of_the_ceremony_changes_nothing_about_its_outcome() {
    int points = eventsOfAFounding();
    assertThat(points).isGreaterThan(50);
    for (int victim = 0; victim < 3; victim++) {
      for (int point = 0; point <= points; point++) {
        World world = World.unfounded(7, 3);
        world.nodes().forEach(WorldNode::start);
        for (int event = 0; event < point; event++) {
          world.clock().step();
        }
        world.node(victim).crash();
        world.run(50);
        world.node(victim).start();
        String where = "node " + victim + " crashed after event " + point + " in " + world;
        Set<String> digests = new HashSet<>();
        for (WorldNode node : world.nodes()) {
          digests.add(world.await(node.joined()).digest());
          assertThat(node.disk().isFilled()).as(where).isTrue();
        }
        assertThat(digests).as(where).hasSize(1);
        Row row = Row.of(world, "k");
        row.put(row.a(), "text");
        assertThat(row.read(row.b())).as(where).isEqualTo("text");
      }
    }
  }

  @Test
  void the_members_come_in_the_order_of_the_list_and_all_are_filled() {
    World world = World.founded(8, 5);
    ChainEntry entry = world.await(world.node(0).joined());
    assertThat(entry.layout().members().stream().map(member -> member.peer()).toList())
        .isEqualTo(World.addresses(5));
    world.nodes().forEach(node -> assertThat(node.disk().isFilled()).isTrue());
  }

  @Test
  void nothing_is_founded_before_everybody_has_promised() {
    World world = World.unfounded(9, 3);
    world.node(0).start();
    world.node(1).start();
    world.run(LONG_MILLIS);
    world.nodes().forEach(node -> assertThat(node.disk().smallFile("chain.json")).isEmpty());
    world.node(2).start();
    world.nodes().forEach(node -> world.await(node.joined()));
  }

  @Test
  void a_promise_that_is_missing_keeps_everybody_waiting() {
    World world = World.unfounded(10, 3);
    world
        .network()
        .rule(
            passage ->
                passage.request() instanceof PeerRequest.Promise
                        && passage.to().equals(world.node(2).address())
                    ? Fate.LOSE
                    : Fate.DELIVER);
    world.nodes().forEach(WorldNode::start);
    world.run(LONG_MILLIS);
    assertThat(world.node(1).disk().smallFile("promise.json")).isPresent();
    world.nodes().forEach(node -> assertThat(node.disk().smallFile("chain.json")).isEmpty());
  }

  @Test
  void a_member_that_missed_the_news_asks_for_it() {
    World world = World.unfounded(11, 3);
    world
        .network()
        .rule(
            passage -> passage.request() instanceof PeerRequest.Founded ? Fate.LOSE : Fate.DELIVER);
    world.nodes().forEach(WorldNode::start);
    world.nodes().forEach(node -> world.await(node.joined()));
  }

  @Test
  void nodes_that_lost_their_disks_cannot_found_the_cluster_anew() {
    for (boolean survivorIsUp : new boolean[] {true, false}) {
      World world = World.founded(12, 3);
      ChainEntry before = world.await(world.node(2).joined());
      world.nodes().forEach(WorldNode::crash);
      world.node(0).wipe();
      world.node(1).wipe();
      world.node(0).start();
      world.node(1).start();
      if (survivorIsUp) {
        world.node(2).start();
        assertThat(world.await(world.node(2).joined())).isEqualTo(before);
      }
      world.run(LONG_MILLIS);
      assertThat(world.node(0).joined().isComplete()).isFalse();
      assertThat(world.node(1).joined().isComplete()).isFalse();
      assertThat(world.node(0).disk().smallFile("chain.json")).isEmpty();
      assertThat(world.node(0).disk().isFilled()).isFalse();
    }
  }

  @Test
  void a_member_promised_to_one_founding_does_not_take_part_in_another() {
    World world = World.unfounded(13, 3);
    List<Address> mine = World.addresses(3);
    List<Address> other = List.of(address(3), address(4), address(2));
    world.add(3, other);
    world.add(4, other);
    world
        .network()
        .rule(
            passage -> passage.request() instanceof PeerRequest.Founded ? Fate.LOSE : Fate.DELIVER);
    world.node(0).start();
    world.node(1).start();
    world.node(2).start();
    while (world.node(2).disk().smallFile("promise.json").isEmpty()) {
      world.clock().step();
    }
    List.of(0, 1, 2).forEach(number -> world.node(number).crash());

    world.node(2).foundingListIs(other); // somebody edits the list, and starts the other cluster
    List.of(2, 3, 4).forEach(number -> world.node(number).start());
    world.run(LONG_MILLIS);
    world.nodes().forEach(node -> assertThat(node.disk().smallFile("chain.json")).isEmpty());

    world.node(2).crash();
    world.node(2).foundingListIs(mine);
    List.of(0, 1, 2).forEach(number -> world.node(number).start());
    List.of(0, 1, 2).forEach(number -> world.await(world.node(number).joined()));
    world.run(LONG_MILLIS);
    assertThat(world.node(3).disk().smallFile("chain.json")).isEmpty();
  }

  @Test
  void members_with_different_lists_found_nothing() {
    World world = World.unfounded(14, 3);
    world.node(1).foundingListIs(List.of(address(1), address(0), address(2)));
    world.nodes().forEach(WorldNode::start);
    world.run(LONG_MILLIS);
    world.nodes().forEach(node -> assertThat(node.disk().smallFile("chain.json")).isEmpty());
  }

  @Test
  void a_directory_that_holds_data_of_a_lost_chain_does_not_promise_itself_as_empty() {
    World world = World.unfounded(15, 3);
    world.node(1).disk().markFilled();
    world.nodes().forEach(WorldNode::start);
    world.run(LONG_MILLIS);
    world.nodes().forEach(node -> assertThat(node.disk().smallFile("chain.json")).isEmpty());
  }

  private static Address address(int number) {
    return World.addresses(number + 1).get(number);
  }

  private static int eventsOfAFounding() {
    World world = World.unfounded(7, 3);
    world.nodes().forEach(WorldNode::start);
    int events = 0;
    while (!world.nodes().stream().allMatch(node -> node.joined().isComplete())) {
      world.clock().step();
      events++;
    }
    return events;
  }
}
