package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Bodies;
import io.henge.node.port.IncomingBody;
import io.henge.node.port.NetworkFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The next holder is asked when one fails or is slow, and of all that opens one body stays open.
 */
class BodyOpeningTest {
  private static final long HEDGE_MILLIS = Hedging.DELAY_MILLIS_UNLEARNT;

  private final ManualClock clock = new ManualClock();
  private final CountedEvents events = new CountedEvents();
  private final List<Member> holders =
      List.of(Samples.member(1), Samples.member(2), Samples.member(3));
  private final Plan plan =
      new Plan(
          new PartitionedKey(0, BlobKey.of("k")),
          ChainEntry.founding(holders, 1, 3),
          Samples.member(0),
          true,
          holders,
          List.of(),
          Set.of(),
          List.of());
  private final Version version = Samples.version(1, 1);
  private final FakeBodies bodies = new FakeBodies();

  /** Opens when the test says so. */
  private static final class FakeBodies implements Bodies {
    private final List<Member> asked = new ArrayList<>();
    private final Map<Member, Promise<OpenBody>> answers = new HashMap<>();
    private final List<FakeBody> opened = new ArrayList<>();

    @Override
    public Future<OpenBody> open(
        Member holder, PartitionedKey key, Version version, ByteRange range) {
      asked.add(holder);
      return answers.computeIfAbsent(holder, absent -> Promise.promise()).future();
    }

    FakeBody opensAt(Member holder) {
      FakeBody body = new FakeBody();
      opened.add(body);
      answers.get(holder).complete(body);
      return body;
    }

    void failsAt(Member holder, RuntimeException why) {
      answers.get(holder).fail(why);
    }

    @Override
    public Future<Received> receive(IncomingBody body, ReceivePlan plan) {
      throw new AssertionError("nothing is received here");
    }

    @Override
    public Future<Void> fetch(Member holder, PartitionedKey key, Version version, StageId into) {
      throw new AssertionError("nothing is fetched here");
    }

    @Override
    public void abandon(StageId stage, List<Member> remotes) {
      throw new AssertionError("nothing is staged here");
    }
  }

  private static final class FakeBody implements OpenBody {
    private boolean isOpen = true;

    @Override
    public long length() {
      return 4;
    }

    @Override
    public OptionalInt crc32c() {
      return OptionalInt.of(0);
    }

    @Override
    public void close() {
      isOpen = false;
    }
  }

  private Future<OpenBody> open() {
    Hedging hedging = new Hedging(clock, node -> false, new HedgeBudget(), events);
    return new BodyOpening(bodies, clock, hedging)
        .open(new BodyOpening.Wanted(plan, version, ByteRange.whole(4), holders, List.of()));
  }

  private static NetworkFailure away() {
    return new NetworkFailure(Reason.UNREACHABLE, "away");
  }

  @Test
  void one_holder_is_asked_and_another_one_when_it_fails() {
    Future<OpenBody> body = open();
    assertThat(bodies.asked).containsExactly(holders.get(0));
    bodies.failsAt(holders.get(0), away());
    assertThat(bodies.asked).containsExactly(holders.get(0), holders.get(1));
    FakeBody opened = bodies.opensAt(holders.get(1));
    assertThat(body.result()).isSameAs(opened);
    clock.pass(100 * HEDGE_MILLIS);
    assertThat(bodies.asked).hasSize(2);
    assertThat(events.hedges).isZero();
  }

  @Test
  void another_one_is_asked_when_the_first_is_slow_and_the_loser_is_closed() {
    Future<OpenBody> body = open();
    clock.pass(HEDGE_MILLIS);
    assertThat(bodies.asked).containsExactly(holders.get(0), holders.get(1));
    FakeBody winner = bodies.opensAt(holders.get(1));
    assertThat(body.result()).isSameAs(winner);
    FakeBody loser = bodies.opensAt(holders.get(0));
    assertThat(winner.isOpen).isTrue();
    assertThat(loser.isOpen).isFalse();
    assertThat(events.hedges).isEqualTo(1);
    assertThat(events.hedgesWon).isEqualTo(1);
  }

  @Test
  void the_slow_one_may_still_be_the_first() {
    Future<OpenBody> body = open();
    clock.pass(HEDGE_MILLIS);
    FakeBody winner = bodies.opensAt(holders.get(0));
    FakeBody loser = bodies.opensAt(holders.get(1));
    assertThat(body.result()).isSameAs(winner);
    assertThat(winner.isOpen).isTrue();
    assertThat(loser.isOpen).isFalse();
    assertThat(events.hedgesWon).isZero();
  }

  @Test
  void when_all_fail_every_reason_is_told_and_when_one_has_it_no_more_it_was_replaced() {
    Future<OpenBody> failed = open();
    holders.forEach(holder -> bodies.failsAt(holder, away()));
    assertThat(((BlobFailure) failed.cause()).replicas()).hasSize(3);

    bodies.answers.clear();
    Future<OpenBody> replaced = open();
    bodies.failsAt(holders.get(0), new Bodies.BodyGone("gone"));
    bodies.failsAt(holders.get(1), away());
    bodies.failsAt(holders.get(2), away());
    assertThat(replaced.cause()).isInstanceOf(Bodies.BodyGone.class);
  }

  @Test
  void however_holders_answer_one_body_at_most_is_left_open() {
    long seed = Long.getLong("henge.seed", System.nanoTime());
    SplittableRandom dice = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      bodies.asked.clear();
      bodies.answers.clear();
      bodies.opened.clear();
      Future<OpenBody> body = open();
      for (int ended = 0; ended < bodies.asked.size(); ) {
        clock.pass(dice.nextLong(2 * HEDGE_MILLIS));
        List<Member> waiting =
            bodies.asked.stream()
                .filter(holder -> !bodies.answers.get(holder).future().isComplete())
                .toList();
        Member holder = waiting.get(dice.nextInt(waiting.size()));
        if (dice.nextBoolean()) {
          bodies.opensAt(holder);
        } else {
          bodies.failsAt(holder, away());
        }
        ended++;
      }
      List<FakeBody> left = bodies.opened.stream().filter(opened -> opened.isOpen).toList();
      String seeded = "seed " + seed + ", round " + round;
      assertThat(body.isComplete()).as(seeded).isTrue();
      assertThat(left).as(seeded).hasSize(body.succeeded() ? 1 : 0);
      assertThat(body.succeeded()).as(seeded).isEqualTo(!bodies.opened.isEmpty());
    }
  }
}
