package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Accepted;
import io.henge.node.message.PeerRequest.Accept;
import io.henge.node.message.PeerRequest.Prepare;
import io.henge.node.peer.FakeStore;
import io.henge.node.port.GatedFiles;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Generation;
import io.henge.ring.Incarnation;
import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.Lineage;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import io.henge.ring.NodeId;
import io.henge.ring.Phase;
import io.henge.ring.Quorums;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One voter (rules C1 and C2), and what it takes over. */
class AcceptorTest {
  private static final BucketPolicy ONCE = new BucketPolicy(ConflictPolicy.IMMUTABLE);
  private static final List<Member> MEMBERS =
      IntStream.range(0, 3).mapToObj(Members::member).toList();
  private static final ChainEntry FIRST = ChainEntry.founding(MEMBERS, 16, 3);
  private static final ChainEntry ONE = FIRST.withPolicy("one", ONCE);
  private static final ChainEntry TWO = FIRST.withPolicy("two", ONCE);
  private static final Ballot LOW = new Ballot(1, new NodeId(11));
  private static final Ballot HIGH = new Ballot(1, new NodeId(12));

  private final GatedFiles disk = new GatedFiles();
  private CurrentChain chain = new CurrentChain();
  private Acceptor acceptor = start(new Identity(new NodeId(10), new Incarnation(20)));

  private Acceptor start(Identity self) {
    chain = new CurrentChain();
    chain.advance(FIRST);
    Acceptor started = new Acceptor(self, new ChainFiles(disk), chain);
    assertThat(started.open().succeeded()).isTrue();
    return started;
  }

  private PeerReply prepare(long number, Ballot ballot) {
    return acceptor.answer(new Prepare(number, ballot)).result();
  }

  private PeerReply accept(Ballot ballot, ChainEntry entry) {
    return acceptor.answer(new Accept(ballot, entry.toJson())).result();
  }

  private static PeerReply promised(Ballot ballot, ChainEntry entry) {
    return new PeerReply.Promised(Optional.of(new Accepted(ballot, entry.toJson())));
  }

  @Test
  void a_promise_excludes_lower_ballots_and_tells_what_was_accepted() {
    assertThat(prepare(2, LOW)).isEqualTo(new PeerReply.Promised(Optional.empty()));
    assertThat(accept(LOW, ONE)).isEqualTo(new PeerReply.Done());
    assertThat(prepare(2, HIGH)).isEqualTo(promised(LOW, ONE));
    assertThat(prepare(2, HIGH)).as("the same once more").isEqualTo(promised(LOW, ONE));
    assertThat(prepare(2, LOW)).isEqualTo(new PeerReply.Outbid(HIGH));
    assertThat(accept(LOW, ONE)).isEqualTo(new PeerReply.Outbid(HIGH));
    assertThat(accept(HIGH, TWO)).isEqualTo(new PeerReply.Done());
    assertThat(prepare(2, new Ballot(2, new NodeId(11)))).isEqualTo(promised(HIGH, TWO));
  }

  @Test
  void a_restart_forgets_neither_promise_nor_acceptance() {
    prepare(2, LOW);
    accept(LOW, ONE);
    prepare(2, HIGH);
    acceptor = start(new Identity(new NodeId(10), new Incarnation(20)));
    assertThat(accept(LOW, TWO)).isEqualTo(new PeerReply.Outbid(HIGH));
    assertThat(prepare(2, HIGH)).isEqualTo(promised(LOW, ONE));
    assertThat(acceptor.promised(2)).isEqualTo(HIGH);
  }

  @Test
  void nothing_is_answered_before_it_is_durable() {
    Promise<Void> sync = Promise.promise();
    disk.gate = sync.future();
    Future<PeerReply> promise = acceptor.answer(new Prepare(2, LOW));
    Future<PeerReply> acceptance = acceptor.answer(new Accept(LOW, ONE.toJson()));
    assertThat(promise.isComplete()).isFalse();
    assertThat(acceptance.isComplete()).isFalse();
    sync.complete();
    assertThat(promise.succeeded()).isTrue();
    assertThat(acceptance.result()).isEqualTo(new PeerReply.Done());
  }

  @Test
  void a_disk_that_fails_makes_no_promise() {
    disk.gate = Future.failedFuture(new IllegalStateException("broken"));
    assertThat(acceptor.answer(new Prepare(2, HIGH)).failed()).isTrue();
    disk.gate = Future.succeededFuture();
    assertThat(prepare(2, LOW)).isEqualTo(new PeerReply.Promised(Optional.empty()));
  }

  @Test
  void what_is_decided_is_answered_with_the_newest_entry_and_what_is_too_far_ahead_refused() {
    chain.advance(ONE);
    PeerReply stale = new PeerReply.Stale(ONE.toJson());
    assertThat(prepare(1, LOW)).isEqualTo(stale);
    assertThat(prepare(2, LOW)).isEqualTo(stale);
    assertThat(accept(LOW, TWO)).isEqualTo(stale);
    assertThat(reason(prepare(4, LOW))).isEqualTo(Reason.CHAIN);
    assertThat(prepare(3, LOW)).isEqualTo(new PeerReply.Promised(Optional.empty()));
  }

  @Test
  void an_entry_that_is_no_child_of_its_own_or_changes_more_than_policies_is_not_accepted() {
    ChainEntry orphan = ONE.withPolicy("three", ONCE);
    chain.advance(TWO);
    assertThat(reason(accept(LOW, orphan))).isEqualTo(Reason.REFUSED);
    ChainEntry otherQuorum =
        new ChainEntry(
            Generation.FIRST,
            3,
            new Lineage(FIRST.digest(), TWO.digest()),
            TWO.layouts(),
            new Quorums(1, 3),
            TWO.buckets(),
            TWO.retired());
    assertThat(reason(accept(LOW, otherQuorum))).isEqualTo(Reason.REFUSED);
    assertThat(accept(LOW, TWO.withPolicy("three", ONCE))).isEqualTo(new PeerReply.Done());
  }

  @Test
  void a_change_is_accepted_only_with_the_table_that_follows_from_the_last_one() {
    chain.advance(TWO);
    ChainEntry dual = TWO.withChange(List.of(new MemberChange.Join(Members.member(9))));
    Layout next = dual.layouts().newest();
    Layout another =
        new Layout(
            next.members(),
            next.partitions(),
            next.replicas(),
            Layout.founding(next.members(), next.partitions(), next.replicas()).table(),
            next.age());
    assertThat(another).isNotEqualTo(next);
    ChainEntry forged =
        new ChainEntry(
            Generation.FIRST,
            3,
            new Lineage(FIRST.digest(), TWO.digest()),
            Layouts.changing(Phase.DUAL, TWO.layout(), another, Set.of()),
            TWO.quorums(),
            TWO.buckets(),
            TWO.retired());
    assertThat(reason(accept(LOW, forged))).isEqualTo(Reason.REFUSED);
    assertThat(accept(LOW, dual)).isEqualTo(new PeerReply.Done());
  }

  @Test
  void another_incarnation_of_a_member_has_no_vote_and_neither_has_a_stranger() {
    acceptor = start(new Identity(new NodeId(10), new Incarnation(99)));
    assertThat(reason(prepare(2, LOW))).isEqualTo(Reason.CHAIN);
    assertThat(reason(accept(LOW, ONE))).isEqualTo(Reason.CHAIN);
    acceptor = start(new Identity(new NodeId(10), new Incarnation(20)));
    assertThat(reason(prepare(2, new Ballot(9, new NodeId(77))))).isEqualTo(Reason.CHAIN);
    assertThat(disk.contents).isEmpty();
  }

  private static Reason reason(PeerReply reply) {
    assertThat(reply).isInstanceOf(PeerReply.Refused.class);
    return ((PeerReply.Refused) reply).reason();
  }

  @Test
  void a_chosen_entry_is_adopted_forward_only_and_a_contradiction_is_refused() {
    ChainAdoption adoption = adoption();
    ChainEntry third = ONE.withPolicy("three", ONCE);
    assertThat(adoption.adopt(third).succeeded()).isTrue();
    assertThat(chain.entry()).contains(third);
    assertThat(adoption.adopt(ONE).succeeded()).as("an older one changes nothing").isTrue();
    assertThat(chain.entry()).contains(third);
    ChainEntry sameNumber = ONE.withPolicy("other", ONCE);
    ChainEntry anothersChild = sameNumber.withPolicy("four", ONCE);
    ChainEntry stranger = ChainEntry.founding(MEMBERS, 32, 3).withPolicy("a", ONCE);
    for (ChainEntry bad : List.of(sameNumber, anothersChild, stranger)) {
      assertThat(adoption.adopt(bad).cause()).isInstanceOf(ChainContradiction.class);
    }
    assertThat(chain.entry()).contains(third);
    assertThat(new ChainFiles(disk).chain().result()).contains(third);
  }

  private ChainAdoption adoption() {
    Identity self = new Identity(new NodeId(10), new Incarnation(20));
    ChainFiles files = new ChainFiles(disk);
    return new ChainAdoption(
        self.node(), new Pledges(self, files, chain), files, chain, new FakeStore());
  }

  @Test
  void an_entry_that_the_disk_did_not_take_is_not_adopted() {
    ChainAdoption adoption = adoption();
    disk.gate = Future.failedFuture(new IllegalStateException("broken"));
    assertThat(adoption.adopt(ONE).failed()).isTrue();
    assertThat(chain.entry()).contains(FIRST);
  }
}
