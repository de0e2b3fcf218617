package io.henge.node.http;

import io.henge.node.membership.ChangeProgress;
import io.henge.node.membership.RingPlan;
import io.henge.node.membership.RingWish;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Remembers what it is asked, and answers of a ring of four which a fifth joins. */
final class FakeRing implements RingDesk {
  static final ChainEntry FOUR =
      ChainEntry.founding(IntStream.range(0, 4).mapToObj(FakeRing::member).toList(), 64, 3);

  static final ChainEntry JOINING =
      FOUR.withChange(List.of(new MemberChange.Join(member(4)), new MemberChange.Leave(seat(1))));

  final List<RingWish> staged = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  volatile Optional<RuntimeException> failure = Optional.empty();

  static Seat seat(int number) {
    return new Seat(number);
  }

  static Member member(int seat) {
    return new Member(
        seat(seat),
        new NodeId(0xa0 + seat),
        new Incarnation(0xb0 + seat),
        new Address("10.0.0." + seat, 7501),
        new Address("10.0.0." + seat, 7401),
        seat % 2,
        1);
  }

  private <T> Future<T> answer(String question, T answer) {
    asked.add(question);
    return failure.<Future<T>>map(Future::failedFuture).orElse(Future.succeededFuture(answer));
  }

  @Override
  public Future<List<RingWish>> staged() {
    return answer("staged", List.copyOf(staged));
  }

  @Override
  public Future<List<RingWish>> stage(RingWish wish) {
    staged.add(wish);
    return answer("stage " + wish, List.copyOf(staged));
  }

  @Override
  public Future<List<RingWish>> revert(OptionalInt index) {
    return answer("revert " + index, List.of());
  }

  @Override
  public Future<RingPlan> plan() {
    return answer("plan", new RingPlan(JOINING, new RingPlan.Pace(1_000, 7, 500)));
  }

  @Override
  public Future<ChainEntry> apply(Optional<String> plannedOn, boolean acceptLoss, long millis) {
    return answer("apply " + plannedOn.orElse("") + " " + acceptLoss, JOINING);
  }

  @Override
  public Future<ChainEntry> apply(RingWish wish, boolean acceptLoss, long millis) {
    return answer("at once " + wish + " " + acceptLoss, JOINING);
  }

  @Override
  public Future<ChainEntry> abort(long millis) {
    return answer("abort", JOINING.withAbort());
  }

  @Override
  public Future<ChainEntry> giveUp(Seat seat, long millis) {
    return answer("give up " + seat.number(), JOINING.withGivenUp(seat(1)));
  }

  @Override
  public Future<ChainEntry> force(Set<Seat> lost, boolean acceptLoss) {
    List<Integer> seats = lost.stream().map(Seat::number).sorted().toList();
    return answer(
        "force " + seats + " " + acceptLoss, FOUR.withoutMajority(Set.of(seat(1), seat(2))));
  }

  @Override
  public Future<ChangeProgress> progress() {
    return answer("progress", new ChangeProgress(JOINING, Map.of()));
  }
}
