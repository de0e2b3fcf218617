package io.henge.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.client.ClientEvents;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.KeyHash;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a ring that is known says to ask. */
class RingViewTest {
  private static final BlobKey KEY = BlobKey.of("k");

  private final Nodes nodes = new Nodes(System::nanoTime, ClientEvents.NONE);
  private final RingView ring =
      new RingView(List.of(new Address("10.0.0.1", 7401)), true, nodes, ClientEvents.NONE);

  private final List<Address> owners;

  RingViewTest() {
    List<Member> members =
        IntStream.rangeClosed(1, 5)
            .mapToObj(
                i ->
                    new Member(
                        new Seat(i),
                        new NodeId(i),
                        new Incarnation(i),
                        new Address("10.0.0." + i, 7501),
                        new Address("10.0.0." + i, 7401),
                        i,
                        1))
            .toList();
    ChainEntry entry = ChainEntry.founding(members, 8, 3);
    ring.learn(entry);
    int partition = entry.layout().partitions().partitionOf(KeyHash.of(KEY));
    owners = entry.layouts().owners(partition).stream().map(Member::client).toList();
  }

  @Test
  void the_owners_take_turns_and_all_others_follow() {
    assertThat(owners).hasSize(3);
    assertThat(ring.routeTo(KEY)).startsWith(owners.toArray(new Address[0])).hasSize(5);
    for (int turn = 0; turn < 7; turn++) {
      List<Address> route = ring.routeTo(KEY, turn);
      assertThat(route.get(0)).isEqualTo(owners.get(turn % 3));
      assertThat(route.subList(0, 3)).containsExactlyInAnyOrderElementsOf(owners);
      assertThat(route).doesNotHaveDuplicates().hasSize(5);
    }
  }

  @Test
  void it_is_nobodys_turn_who_does_not_answer() {
    nodes.failed(owners.get(1), "broken");
    assertThat(ring.routeTo(KEY, 1)).first().isEqualTo(owners.get(2));
    assertThat(ring.routeTo(KEY, 1)).last().isEqualTo(owners.get(1));
  }
}
