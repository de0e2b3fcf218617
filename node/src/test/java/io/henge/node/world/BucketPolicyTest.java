package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.node.world.SimulatedNetwork.Passage;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.version.Policy;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rules V5, V8 and C5: what a bucket's policy does to the versions of its keys. */
class BucketPolicyTest {
  private final Row row = Row.of(301);

  private void set(WorldNode at, BucketPolicy policy) {
    row.world().await(new BucketPolicies(at.vote()).set("stones", policy, 5_000));
  }

  @Test
  void an_immutable_key_is_written_once_even_with_a_context() {
    set(row.a(), ChainVoteTest.ONCE);
    WriteReceipt first = row.put(row.b(), "once");
    assertThat(row.failedPut(row.c(), "twice", Requests.PLAIN).code())
        .isEqualTo(ErrorCode.CONFLICT);
    for (WorldNode node : row.all()) {
      BlobFailure refused = row.failedPut(node, "twice", Requests.with(first.contextToken()));
      assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(refused.maySurface()).isFalse();
    }
    assertThat(row.read(row.a())).isEqualTo("once");
    assertThat(row.get(row.a()).version().policy()).isEqualTo(Policy.IMMUTABLE);
  }

  @Test
  void an_immutable_key_may_be_deleted_and_written_anew() {
    set(row.a(), ChainVoteTest.ONCE);
    row.put(row.b(), "once");
    row.delete(row.c());
    row.put(row.a(), "again");
    assertThat(row.read(row.b())).isEqualTo("again");
    assertThat(row.failedPut(row.b(), "thrice", Requests.PLAIN).code())
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void of_concurrent_writes_to_an_immutable_key_all_nodes_show_the_first() {
    set(row.a(), ChainVoteTest.ONCE);
    Future<WriteReceipt> one = row.putting(row.a(), "one", Requests.PLAIN);
    Future<WriteReceipt> two = row.putting(row.b(), "two", Requests.PLAIN);
    row.world().await(one);
    row.world().await(two);
    row.world().run(1_000);
    String shown = row.read(row.a());
    assertThat(row.get(row.a()).siblings()).isEqualTo(2);
    assertThat(row.read(row.b())).isEqualTo(shown);
    assertThat(row.read(row.c())).isEqualTo(shown);
  }

  @Test
  void the_retry_of_a_write_to_an_immutable_key_gets_the_answer_of_the_first_attempt() {
    set(row.a(), ChainVoteTest.ONCE);
    var id = Requests.with(Requests.PLAIN.preconditions(), "r-1");
    WriteReceipt first = row.put(row.b(), "once", id);
    assertThat(row.put(row.c(), "once", id).dot()).isEqualTo(first.dot());
  }

  @Test
  void in_a_last_write_wins_bucket_two_writers_with_one_context_leave_one_version() {
    set(row.c(), ChainVoteTest.LAST);
    WriteReceipt start = row.put(row.a(), "start");
    row.put(row.a(), "one", Requests.with(start.contextToken()));
    row.put(row.b(), "two", Requests.with(start.contextToken()));
    row.world().run(1_000);
    assertThat(row.get(row.c()).siblings()).isEqualTo(1);
    assertThat(row.stored(row.a()).live()).hasSize(1);
    assertThat(row.stored(row.a()).live().get(0).policy()).isEqualTo(Policy.LAST_WRITE_WINS);
  }

  @Test
  void a_delete_is_stamped_as_any_write() {
    set(row.c(), ChainVoteTest.LAST);
    row.put(row.a(), "text");
    row.delete(row.b());
    row.world().run(1_000);
    assertThat(row.stored(row.a()).live().get(0).policy()).isEqualTo(Policy.LAST_WRITE_WINS);
  }

  @Test
  void the_buckets_r_and_w_are_used_where_the_request_says_nothing() {
    set(
        row.a(),
        new BucketPolicy(ConflictPolicy.SIBLINGS, OptionalInt.of(1), OptionalInt.of(3), true));
    WriteReceipt receipt = row.put(row.a(), "text");
    assertThat(receipt.acks()).isEqualTo(3);
    row.b().crash();
    assertThat(row.failedPut(row.a(), "more", Requests.PLAIN).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    row.put(row.a(), "more", Requests.with(new QuorumSize.Exactly(2)));
    row.c().crash();
    assertThat(row.read(row.a())).isEqualTo("more");
    assertThat(row.failedGet(row.a(), new QuorumSize.Exactly(2)).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void a_node_that_missed_the_news_learns_it_from_those_it_asks_and_its_write_is_refused() {
    row.put(row.a(), "once");
    loseNewsFor(row.c());
    set(row.a(), ChainVoteTest.ONCE);
    assertThat(row.c().chainEntry().number()).isEqualTo(1);
    // It plans under entry 1; the peers refuse with entry 2; it plans again, and sees.
    assertThat(row.failedPut(row.c(), "twice", Requests.PLAIN).code())
        .isEqualTo(ErrorCode.CONFLICT);
    assertThat(row.c().chainEntry().number()).isEqualTo(2);
    assertThat(ChainVoteTest.onDisk(row.c()).number()).isEqualTo(2);
  }

  @Test
  void an_upload_that_meets_a_newer_entry_goes_on_with_its_stages() {
    WriteReceipt start = row.put(row.a(), "start");
    loseNewsFor(row.c());
    set(row.a(), ChainVoteTest.LAST);
    assertThat(row.c().chainEntry().number()).isEqualTo(1);
    // With a context nobody is asked before the body, so the commits are the first to be fenced.
    String text = Requests.large("text");
    row.put(row.c(), text, Requests.with(start.contextToken()));
    row.world().run(1_000);
    assertThat(row.c().chainEntry().number()).isEqualTo(2);
    for (WorldNode node : row.all()) {
      assertThat(row.read(node)).isEqualTo(text);
      assertThat(node.stageCount()).isZero();
    }
  }

  @Test
  void a_node_that_is_behind_fetches_the_entry_before_it_answers() {
    row.put(row.a(), "text");
    loseNewsFor(row.c());
    set(row.a(), ChainVoteTest.ONCE);
    assertThat(row.c().chainEntry().number()).isEqualTo(1);
    row.fate(Fate.LOSE, Row.to(row.b()).and(Row.from(row.a())));
    // Only c can make up the quorum, and it has to be at the entry of the request to answer.
    assertThat(row.read(row.a())).isEqualTo("text");
    assertThat(row.c().chainEntry().number()).isEqualTo(2);
  }

  /** The node hears neither of votes nor of what was chosen, and nobody hears its gossip. */
  private void loseNewsFor(WorldNode node) {
    Predicate<Passage> asks = passage -> passage.request() instanceof PeerRequest.AskChain;
    row.fate(
        Fate.LOSE,
        passage ->
            passage.request() instanceof PeerRequest.OfChain
                && Row.from(node).or(Row.to(node).and(asks.negate())).test(passage));
  }
}
