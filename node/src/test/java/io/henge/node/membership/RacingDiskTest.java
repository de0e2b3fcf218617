package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest.Accept;
import io.henge.node.message.PeerRequest.Pledge;
import io.henge.node.message.PeerRequest.Prepare;
import io.henge.node.peer.FakeStore;
import io.henge.node.port.RacingFiles;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is told that something is durable here meets a node that goes by it. */
class RacingDiskTest {
  private static final List<Member> MEMBERS =
      IntStream.range(0, 3).mapToObj(Members::member).toList();
  private static final ChainEntry FIRST = ChainEntry.founding(MEMBERS, 16, 3);
  private static final ChainEntry NEXT =
      FIRST.withPolicy("one", new BucketPolicy(ConflictPolicy.IMMUTABLE));
  private static final Identity SELF = new Identity(new NodeId(10), new Incarnation(20));

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final CurrentChain chain = new CurrentChain();

  @AfterEach
  void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private <T> void assertEnds(Supplier<Future<T>> step, T outcome) {
    Promise<T> ended = Promise.promise();
    loop.runOnContext(now -> step.get().onComplete(ended));
    assertThat(ended.future().toCompletionStage().toCompletableFuture())
        .succeedsWithin(Duration.ofMinutes(1))
        .isEqualTo(outcome);
  }

  private static ChainFiles files(int listeners) {
    return new ChainFiles(new RacingFiles(listeners));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_ballot_is_judged_by_what_was_promised_to_the_one_before_it(int listeners) {
    chain.advance(FIRST);
    Acceptor acceptor = new Acceptor(SELF, files(listeners), chain);
    Ballot low = new Ballot(1, new NodeId(11));
    Ballot high = new Ballot(1, new NodeId(12));
    assertEnds(
        () -> {
          Future<PeerReply> promise = acceptor.answer(new Prepare(2, high));
          Future<PeerReply> acceptance = acceptor.answer(new Accept(low, NEXT.toJson()));
          return promise.compose(promised -> acceptance);
        },
        new PeerReply.Outbid(high));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void who_has_pledged_admits_what_begins_with_the_pledge(int listeners) {
    chain.advance(FIRST);
    Pledges pledges = new Pledges(SELF, files(listeners), chain);
    ChainEntry anew = FIRST.withoutMajority(Set.of(new Seat(1), new Seat(2)));
    assertEnds(
        () -> pledges.answer(new Pledge(anew.toJson())).map(pledged -> pledges.admit(anew)), true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void who_follows_a_chain_says_so(int listeners) {
    NewcomerDesk desk = new NewcomerDesk(SELF, files(listeners), new FakeStore());
    assertEnds(() -> desk.follow(NEXT).map(durable -> desk.followed()), Optional.of(NEXT));
  }
}
