package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.ChainPosition;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.version.BlobObject;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Rule C5: who stands at another place of the chain, or in another chain, is not served. How the
 * two come together again is in {@link BucketPolicyTest}.
 */
class FencingTest {
  private final Row row = Row.of(55);
  private final ChainPosition here = row.world().await(row.a().joined()).position();

  @Test
  void a_request_from_the_same_place_in_the_chain_is_answered() {
    assertThat(ask(row.b().identity().node(), Optional.of(here), head()))
        .isInstanceOf(PeerReply.Head.class);
  }

  @Test
  void a_request_from_another_place_or_another_chain_is_refused_and_changes_nothing() {
    row.put(row.a(), "text");
    BlobObject before = row.stored(row.a());
    String other = "0123456789abcdef".repeat(4);
    for (Optional<ChainPosition> position :
        List.of(
            Optional.<ChainPosition>empty(),
            Optional.of(new ChainPosition(here.generation(), here.number(), other)),
            Optional.of(new ChainPosition(here.generation(), here.number() + 1, here.digest())),
            Optional.of(new ChainPosition(here.generation() + 1, here.number(), here.digest())))) {
      for (PeerRequest request :
          List.of(head(), commit(), new PeerRequest.Offer(row.key(), before))) {
        assertThat(reason(ask(row.b().identity().node(), position, request)))
            .as("%s %s", position, request)
            .isEqualTo(Reason.CHAIN);
      }
    }
    assertThat(row.stored(row.a())).isEqualTo(before);
  }

  @Test
  void a_request_from_an_older_entry_is_answered_with_the_newest_and_changes_nothing() {
    row.put(row.a(), "text");
    BlobObject before = row.stored(row.a());
    ChainEntry newest =
        row.world()
            .await(new BucketPolicies(row.a().vote()).set("stones", ChainVoteTest.ONCE, 5_000));
    for (PeerRequest request :
        List.of(head(), commit(), new PeerRequest.Offer(row.key(), before))) {
      assertThat(ask(row.b().identity().node(), Optional.of(here), request))
          .isEqualTo(new PeerReply.Stale(newest.toJson()));
    }
    assertThat(row.stored(row.a())).isEqualTo(before);
    assertThat(ask(row.b().identity().node(), Optional.of(newest.position()), head()))
        .isInstanceOf(PeerReply.Head.class);
  }

  @Test
  void a_node_that_is_no_member_is_refused_although_it_knows_the_chain() {
    for (PeerRequest request :
        List.of(head(), commit(), new PeerRequest.Offer(row.key(), BlobObject.EMPTY))) {
      assertThat(reason(ask(new NodeId(4711), Optional.of(here), request))).isEqualTo(Reason.CHAIN);
    }
  }

  @Test
  void a_key_in_a_partition_that_is_not_its_own_is_refused() {
    int wrong = (row.key().partition() + 1) % World.PARTITIONS.count();
    for (int partition : new int[] {wrong, World.PARTITIONS.count(), 65_535}) {
      PeerRequest lost =
          new PeerRequest.Head(new PartitionedKey(partition, row.key().key()), false);
      assertThat(reason(ask(row.b().identity().node(), Optional.of(here), lost)))
          .isEqualTo(Reason.REFUSED);
    }
  }

  @Test
  void members_of_two_clusters_do_not_hear_each_other() {
    World world = World.unfounded(56, 3);
    List<Address> second = List.of(address(3), address(4), address(5));
    for (int number = 3; number < 6; number++) {
      world.add(number, second);
    }
    world.nodes().forEach(WorldNode::start);
    world.nodes().forEach(node -> world.await(node.joined()));
    ChainPosition theirs = world.await(world.node(3).joined()).position();
    assertThat(theirs.digest()).isNotEqualTo(world.await(world.node(0).joined()).digest());
  }

  private static Address address(int number) {
    return World.addresses(number + 1).get(number);
  }

  private PeerRequest head() {
    return new PeerRequest.Head(row.key(), true);
  }

  private PeerRequest commit() {
    return new PeerRequest.Commit(row.key(), BlobObject.EMPTY, new NewBytes.None());
  }

  private static Reason reason(PeerReply reply) {
    assertThat(reply).isInstanceOf(PeerReply.Refused.class);
    return ((PeerReply.Refused) reply).reason();
  }

  private PeerReply ask(NodeId from, Optional<ChainPosition> position, PeerRequest request) {
    SimulatedNetwork.Sender sender =
        new SimulatedNetwork.Sender(row.b().address(), from, new Life());
    Member a =
        row.world()
            .await(row.a().joined())
            .layout()
            .memberOf(row.a().identity().node())
            .orElseThrow();
    Buffer bytes = PeerCodec.encode(new Envelope(position, 0), request);
    return PeerCodec.decodeReply(
        row.world().await(row.world().network().from(sender).call(a, bytes, 1_000)));
  }
}
