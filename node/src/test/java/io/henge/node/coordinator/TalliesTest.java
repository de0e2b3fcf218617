package io.henge.node.coordinator;

import static io.henge.node.coordinator.Samples.head;
import static io.henge.node.coordinator.Samples.member;
import static io.henge.node.coordinator.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.message.Snapshot;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.Share;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TalliesTest {
  private final Version old = version(0, 1);
  private final Version newer = version(1, 1, old.context(), Optional.empty());
  private final BlobObject withOld = BlobObject.written(old);
  private final BlobObject withNewer = BlobObject.written(newer);

  @Test
  void a_read_is_enough_when_enough_filled_owners_have_answered() {
    ReadTally tally = new ReadTally(2);
    assertThat(tally.missing()).isEqualTo(2);
    tally.add(member(0), head(true, BlobObject.EMPTY));
    assertThat(tally.isEnough()).isFalse();
    tally.add(member(1), head(true, withOld));
    assertThat(tally.isEnough()).isTrue();
    assertThat(tally.missing()).isZero();
  }

  @Test
  void an_unfilled_owner_adds_its_versions_and_a_reason_but_no_vote() {
    ReadTally tally = new ReadTally(1);
    tally.add(member(2), head(false, withNewer));
    assertThat(tally.isEnough()).isFalse();
    assertThat(tally.merged().shown()).contains(newer);
    assertThat(tally.failures())
        .extracting(ReplicaFailure::seat, ReplicaFailure::reason)
        .containsExactly(tuple(new Seat(2), Reason.UNFILLED));
  }

  @Test
  void the_holders_of_a_version_are_those_where_it_is_live() {
    ReadTally tally = new ReadTally(3);
    tally.add(member(2), head(true, withOld));
    tally.add(member(0), head(true, withNewer));
    tally.add(member(1), head(true, withNewer));
    assertThat(tally.merged().shown()).contains(newer);
    assertThat(tally.holders(newer)).containsExactly(member(0), member(1));
    assertThat(tally.holders(old)).containsExactly(member(2));
    assertThat(tally.seenBy(old.dot())).containsExactly(member(2), member(0), member(1));
    assertThat(tally.seenBy(newer.dot())).containsExactly(member(0), member(1));
  }

  @Test
  void behind_is_who_lacks_a_version_or_the_news_of_its_replacement_or_bytes_that_another_has() {
    ReadTally tally = new ReadTally(3);
    tally.add(member(0), head(true, withNewer));
    assertThat(tally.behind()).isEmpty();
    tally.add(member(1), head(true, withOld));
    tally.add(member(2), head(true, BlobObject.EMPTY));
    assertThat(tally.behind()).containsExactly(member(1), member(2));

    ReadTally damaged = new ReadTally(3);
    damaged.add(member(0), damaged(withNewer));
    damaged.add(member(1), damaged(withNewer));
    assertThat(damaged.behind()).as("nobody has the bytes").isEmpty();
    damaged.add(member(2), head(false, withNewer));
    assertThat(damaged.behind()).containsExactly(member(0), member(1));
  }

  @Test
  void who_has_lost_bytes_brings_the_versions_that_are_left() {
    Version other = version(2, 1);
    ReadTally tally = new ReadTally(2);
    tally.add(member(0), head(true, withNewer));
    tally.add(
        member(1),
        new PeerReply.Head(
            true,
            7,
            withNewer.merge(BlobObject.written(other)),
            Optional.empty(),
            Set.of(newer.dot())));
    assertThat(tally.soundParts(member(0))).containsExactly(new Snapshot(withNewer, 0));
    assertThat(tally.soundParts(member(1)))
        .containsExactly(new Snapshot(BlobObject.written(other), 7));
  }

  @Test
  void an_unfilled_owner_tells_what_it_has_whatever_removals_others_have_confirmed() {
    ReadTally tally = new ReadTally(2);
    tally.add(member(1), new PeerReply.Head(true, 4, BlobObject.EMPTY, Optional.empty(), Set.of()));
    tally.add(member(0), new PeerReply.Head(false, 3, withNewer, Optional.empty(), Set.of()));
    assertThat(tally.merged()).isEqualTo(withNewer);
    assertThat(tally.lowestRemovalNumber()).isEqualTo(4);
  }

  @Test
  void without_a_filled_owner_the_lowest_number_is_that_of_the_others() {
    ReadTally tally = new ReadTally(2);
    assertThat(tally.lowestRemovalNumber()).isZero();
    tally.add(member(0), new PeerReply.Head(false, 3, withNewer, Optional.empty(), Set.of()));
    tally.add(member(1), new PeerReply.Head(false, 5, withNewer, Optional.empty(), Set.of()));
    assertThat(tally.lowestRemovalNumber()).isEqualTo(3);
  }

  private PeerReply.Head damaged(BlobObject object) {
    return new PeerReply.Head(true, 0, object, Optional.empty(), Set.of(newer.dot()));
  }

  @Test
  void bytes_that_came_along_are_used_only_for_the_version_they_belong_to() {
    ReadTally tally = new ReadTally(2);
    tally.add(member(0), head(withOld, "old!"));
    tally.add(member(1), head(withNewer, "new!"));
    assertThat(tally.smallBody(newer)).contains(Buffer.buffer("new!"));
    assertThat(tally.smallBody(version(2, 1))).isEmpty();
  }

  @Test
  void a_write_is_hopeless_when_those_who_have_not_failed_are_too_few() {
    WriteTally tally = tally(0);
    assertThat(tally.isEnough()).isFalse();
    tally.addAck(member(0));
    tally.addFailure(member(1), failure(1, Reason.TIMEOUT));
    assertThat(tally.isHopeless()).isFalse();
    tally.addFailure(member(2), failure(2, Reason.NO_SPACE));
    assertThat(tally.isHopeless()).isTrue();
    assertThat(tally.failedForSpace()).isFalse();
    assertThat(tally.acks()).isEqualTo(1);
  }

  @Test
  void a_write_failed_for_space_when_nothing_else_stood_in_its_way() {
    WriteTally tally = tally(0);
    assertThat(tally.failedForSpace()).isFalse();
    tally.addFailure(member(1), failure(1, Reason.NO_SPACE));
    tally.addFailure(member(2), failure(2, Reason.NO_SPACE));
    assertThat(tally.failedForSpace()).isTrue();
  }

  @Test
  void stand_ins_do_not_count_while_owners_can_still_make_it_enough() {
    WriteTally tally = tally(3);
    tally.addAck(member(0));
    tally.addStandInAck();
    assertThat(tally.isEnough()).isFalse();
    tally.addFailure(member(1), failure(1, Reason.TIMEOUT));
    assertThat(tally.isEnough()).isFalse();
    tally.addFailure(member(2), failure(2, Reason.TIMEOUT));
    assertThat(tally.isEnough()).isTrue();
    assertThat(tally.standInAcks()).isEqualTo(1);
  }

  @Test
  void suspected_owners_are_not_waited_for_and_slow_ones_not_for_ever() {
    WriteTally suspected = tally(3);
    suspected.addAck(member(0));
    suspected.addStandInAck();
    suspected.doubt(Set.of(member(1), member(2)));
    assertThat(suspected.isEnough()).isTrue();

    WriteTally slow = tally(3);
    slow.addAck(member(0));
    slow.addStandInAck();
    slow.losePatience();
    assertThat(slow.isEnough()).isTrue();
  }

  @Test
  void a_write_is_hopeless_when_the_stand_ins_have_failed_as_well() {
    WriteTally tally = tally(2);
    for (int seat = 0; seat < 3; seat++) {
      tally.addFailure(member(seat), failure(seat, Reason.UNREACHABLE));
    }
    assertThat(tally.isHopeless()).isFalse();
    tally.addStandInFailure(failure(4, Reason.NO_SPACE));
    assertThat(tally.isHopeless()).isTrue();
    assertThat(tally.failures()).hasSize(4);
  }

  @Test
  void while_a_row_changes_each_of_the_two_has_to_be_enough() {
    List<Member> former = List.of(member(0), member(1), member(2));
    List<Member> next = List.of(member(0), member(3), member(4));
    List<Share> both = List.of(new Share(former, 2), new Share(next, 2));
    WriteTally tally = new WriteTally(both);
    tally.addAck(member(1));
    tally.addAck(member(2));
    tally.addAck(member(3));
    assertThat(tally.isEnough()).as("two and one are not two and two").isFalse();
    tally.addAck(member(0));
    assertThat(tally.isEnough()).as("who is in both rows counts in both").isTrue();
    assertThat(tally.acks()).isEqualTo(4);

    WriteTally helped = new WriteTally(both, 1);
    helped.addAck(member(0));
    helped.addStandInAck();
    assertThat(helped.isEnough()).isFalse();
    helped.addFailure(member(3), failure(3, Reason.TIMEOUT));
    helped.addFailure(member(4), failure(4, Reason.TIMEOUT));
    assertThat(helped.isEnough()).as("the former owners can still answer").isFalse();
    helped.losePatience();
    assertThat(helped.isEnough()).isTrue();

    WriteTally hopeless = new WriteTally(both);
    hopeless.addAck(member(0));
    hopeless.addAck(member(1));
    hopeless.addFailure(member(3), failure(3, Reason.TIMEOUT));
    assertThat(hopeless.isHopeless()).isFalse();
    hopeless.addFailure(member(4), failure(4, Reason.TIMEOUT));
    assertThat(hopeless.isHopeless()).as("one row is enough, the other cannot be").isTrue();
  }

  /** Two of three owners are wanted. */
  private static WriteTally tally(int standIns) {
    List<Member> owners = List.of(member(0), member(1), member(2));
    return new WriteTally(List.of(new Share(owners, 2)), standIns);
  }

  private static ReplicaFailure failure(int seat, Reason reason) {
    return new ReplicaFailure(new Seat(seat), reason, "so it is");
  }
}
