package io.henge.node.membership;

import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Accepted;
import io.henge.node.port.NetworkFailure;
import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks all voters one thing and counts what they say: a pure accumulator of one step of a vote.
 *
 * <p>Complete as soon as a majority agrees or cannot any more, or somebody says that the vote is
 * over. What comes later is not looked at.
 */
final class VoteTally {
  private final List<Member> voters;
  private final List<Accepted> accepted = new ArrayList<>();
  private final List<ReplicaFailure> failures = new ArrayList<>();
  private final Promise<VoteTally> ended = Promise.promise();
  private Optional<String> newerEntry = Optional.empty();
  private Ballot highest = Ballot.NONE;
  private int agreed;

  private VoteTally(List<Member> voters) {
    this.voters = voters;
  }

  /** Completes with what came of it; never fails. Each call must end within a bounded time. */
  static Future<VoteTally> all(List<Member> voters, Function<Member, Future<PeerReply>> call) {
    VoteTally tally = new VoteTally(voters);
    for (Member voter : voters) {
      call.apply(voter)
          .onComplete(reply -> tally.heard(voter, reply), cause -> tally.missed(voter, cause));
    }
    return tally.ended.future();
  }

  private void heard(Member voter, PeerReply reply) {
    if (ended.future().isComplete()) {
      return;
    }
    if (reply instanceof PeerReply.Promised promised) {
      agreed++;
      promised.accepted().ifPresent(accepted::add);
    } else if (reply instanceof PeerReply.Done) {
      agreed++;
    } else if (reply instanceof PeerReply.Stale stale) {
      newerEntry = Optional.of(stale.entryJson());
    } else if (reply instanceof PeerReply.Outbid outbid) {
      highest = outbid.promised().compareTo(highest) > 0 ? outbid.promised() : highest;
      fails(voter, Reason.REFUSED, "it is promised to a higher ballot");
    } else if (reply instanceof PeerReply.Refused refused) {
      fails(voter, refused.reason(), refused.text());
    } else {
      fails(voter, Reason.REFUSED, "an answer of another kind");
    }
    endIfDecided();
  }

  private void missed(Member voter, Throwable cause) {
    Reason reason = cause instanceof NetworkFailure failure ? failure.reason() : Reason.STORAGE;
    fails(voter, reason, String.valueOf(cause.getMessage()));
    endIfDecided();
  }

  private void fails(Member voter, Reason reason, String text) {
    failures.add(new ReplicaFailure(voter.seat(), reason, text));
  }

  private void endIfDecided() {
    int majority = voters.size() / 2 + 1;
    boolean isHopeless = voters.size() - failures.size() < majority;
    if (hasMajority() || isHopeless || newerEntry.isPresent()) {
      ended.tryComplete(this);
    }
  }

  /** Whether more than half of the voters agreed. */
  boolean hasMajority() {
    return agreed >= voters.size() / 2 + 1;
  }

  /** What somebody answered to whom the vote is over: its newest entry. */
  Optional<String> newerEntry() {
    return newerEntry;
  }

  /** Of the entries that voters have accepted before, the one of the highest ballot. */
  Optional<Accepted> highestAccepted() {
    return accepted.stream().max(Comparator.comparing(Accepted::ballot));
  }

  /** The highest ballot by which somebody refused. */
  Ballot highest() {
    return highest;
  }

  /** Who did not agree, and why. */
  List<ReplicaFailure> failures() {
    return List.copyOf(failures);
  }
}
