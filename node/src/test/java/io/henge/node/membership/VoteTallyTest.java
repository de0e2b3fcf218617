package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Accepted;
import io.henge.ring.Address;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What voters say, counted. */
class VoteTallyTest {
  private static final List<Member> VOTERS =
      IntStream.range(0, 3).mapToObj(VoteTallyTest::member).toList();

  private static Member member(int seat) {
    return new Member(
        new Seat(seat),
        new NodeId(seat + 1),
        new Incarnation(1),
        new Address("127.0.0.1", 7501 + seat),
        new Address("127.0.0.1", 7401 + seat),
        0,
        1);
  }

  private static PeerReply accepted(long round, int seat, String entry) {
    Ballot ballot = new Ballot(round, new NodeId(seat + 1));
    return new PeerReply.Promised(Optional.of(new Accepted(ballot, entry)));
  }

  @Test
  void of_entries_accepted_in_several_ballots_the_last_is_gone_on_with() {
    // Only it can have been chosen: in its ballot a majority knew of no other, or knew this one.
    for (int turn = 0; turn < 3; turn++) {
      List<PeerReply> replies =
          List.of(
              accepted(4, 0, "early"), accepted(7, 1, "late"), accepted(7, 0, "of a lower node"));
      int first = turn;
      VoteTally tally =
          VoteTally.all(
                  VOTERS,
                  voter -> Future.succeededFuture(replies.get((voter.seat().number() + first) % 3)))
              .result();
      boolean heardLate = tally.highestAccepted().orElseThrow().ballot().round() == 7;
      assertThat(heardLate).as("turn %d", turn).isTrue();
    }
    VoteTally both =
        VoteTally.all(
                VOTERS.subList(0, 2),
                voter ->
                    Future.succeededFuture(
                        voter.seat().number() == 0
                            ? accepted(7, 1, "late")
                            : accepted(4, 0, "early")))
            .result();
    assertThat(both.highestAccepted().orElseThrow().entryJson()).isEqualTo("late");
  }
}
