package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Clock;
import io.henge.node.port.Introductions;
import io.henge.node.port.Liveness;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes the ring as operators wish: nodes join, members leave, are removed or get another share,
 * several at once in one entry (rules C4, C6). From the vote on nothing depends on this node any
 * more: {@link ChangeDriver} brings the change to its end.
 *
 * <p>Belongs to the event loop of the votes.
 */
public final class RingChanges {
  private final CurrentChain chain;
  private final ChainVote vote;
  private final ChangeWatch watch;
  private final Invitations invitations;
  private final Clock clock;
  private final ChangeDriver driver;

  /** What a change reaches the world through. */
  public record World(
      Clock clock, Network network, Introductions introductions, Liveness liveness) {}

  public RingChanges(
      Identity self, CurrentChain chain, ChainVote vote, Filledness filledness, World world) {
    this.chain = chain;
    this.vote = vote;
    this.clock = world.clock();
    this.invitations = new Invitations(world.introductions());
    this.watch = new ChangeWatch(self, filledness, world.network());
    this.driver = new ChangeDriver(self, chain, vote, watch, world.liveness());
  }

  /** The work in the background that brings a change to its end; to be run on the same loop. */
  public ChangeDriver driver() {
    return driver;
  }

  /**
   * What would be if the wishes came true now: an entry that nobody has voted on. Fails with a
   * {@link BlobFailure}: 409 when one of them cannot be, 503 when a newcomer does not answer.
   */
  public Future<ChainEntry> plan(List<RingWish> wishes) {
    return head().compose(head -> changed(head, wishes));
  }

  /**
   * Begins a change. Completes with the entry by which it begins, once a majority has that durably.
   * Fails with a {@link BlobFailure}: 409 when it cannot be, not without accepting a loss, or not
   * on top of the entry that it was planned for; 503 when somebody who is needed for it does not
   * answer, which says whether it may yet come into force.
   *
   * @param plannedOn the digest of the entry that the plan was made on; empty for any
   * @param acceptLoss whether what only removed members held may be given up (rule H3)
   * @param timeoutMillis 1 or more; the last word may take a few seconds longer
   */
  public Future<ChainEntry> apply(
      List<RingWish> wishes, Optional<String> plannedOn, boolean acceptLoss, long timeoutMillis) {
    long deadline = clock.monotonicMillis() + timeoutMillis;
    return head()
        .compose(head -> requirePlannedOn(head, plannedOn))
        .compose(head -> requireConsent(head, wishes, acceptLoss))
        .compose(head -> requireNobodySilent(head, wishes))
        .compose(
            head ->
                changed(head, wishes)
                    .compose(planned -> letFollow(head, planned))
                    .compose(planned -> decide(head, planned, deadline))
                    .compose(this::welcome));
  }

  /** Takes back a change whose new rows are not read yet; fails as {@link #apply} does. */
  public Future<ChainEntry> abort(long timeoutMillis) {
    return decide(ChainEntry::withAbort, timeoutMillis);
  }

  /**
   * Waits no more for a member that is leaving: it is gone for good. Fails as {@link #apply} does.
   */
  public Future<ChainEntry> giveUp(Seat seat, long timeoutMillis) {
    return decide(newest -> newest.withGivenUp(seat), timeoutMillis);
  }

  /** How far the present change has come, within a few seconds. */
  public Future<ChangeProgress> progress() {
    return head().compose(watch::progress);
  }

  private Future<ChainEntry> head() {
    return chain
        .entry()
        .map(Future::succeededFuture)
        .orElseGet(() -> failed(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
  }

  private static Future<ChainEntry> requirePlannedOn(ChainEntry head, Optional<String> digest) {
    return digest.isEmpty() || digest.get().equals(head.digest())
        ? Future.succeededFuture(head)
        : failed(
            ErrorCode.CONFLICT,
            "planned on another chain entry; in force is " + head.number() + ": plan again");
  }

  private static Future<ChainEntry> requireConsent(
      ChainEntry head, List<RingWish> wishes, boolean acceptLoss) {
    Optional<RingWish> removal =
        wishes.stream().filter(RingWish.Remove.class::isInstance).findFirst();
    return acceptLoss || removal.isEmpty()
        ? Future.succeededFuture(head)
        : failed(
            ErrorCode.CONFLICT,
            "acknowledged sloppy writes that a removed member alone holds are given up with it; if"
                + " that is right, say accept-loss=true; a member that answers can leave instead");
  }

  /**
   * Who misses more than one change cannot tell whether it was in its rows all the time, and has to
   * be filled again; so a change waits for all that have not heard of the last one.
   */
  private Future<ChainEntry> requireNobodySilent(ChainEntry head, List<RingWish> wishes) {
    return watch
        .progress(head)
        .compose(
            progress -> {
              Optional<Member> silent =
                  head.layout().members().stream()
                      .filter(member -> !progress.heard().containsKey(member))
                      .filter(member -> !wishes.contains(new RingWish.Remove(member.seat())))
                      .findFirst();
              return silent
                  .<Future<ChainEntry>>map(
                      member ->
                          failed(
                              ErrorCode.UNAVAILABLE,
                              "seat "
                                  + member.seat().number()
                                  + " does not answer: it must know of the last change before"
                                  + " another begins, or be removed by it"))
                  .orElseGet(() -> Future.succeededFuture(head));
            });
  }

  private Future<ChainEntry> changed(ChainEntry head, List<RingWish> wishes) {
    List<Future<MemberChange>> changes = wishes.stream().map(wish -> change(head, wish)).toList();
    return Future.join(changes)
        .compose(
            all -> {
              try {
                return Future.succeededFuture(
                    head.withChange(changes.stream().map(Future::result).toList()));
              } catch (IllegalArgumentException impossible) {
                return failed(ErrorCode.CONFLICT, impossible.getMessage());
              }
            });
  }

  private Future<MemberChange> change(ChainEntry head, RingWish wish) {
    if (wish instanceof RingWish.Join join) {
      return invitations
          .introduceNewcomer(join.newcomer())
          .compose(who -> Invitations.member(join.newcomer(), who))
          .map(MemberChange.Join::new);
    }
    if (wish instanceof RingWish.Leave leave) {
      return Future.succeededFuture(new MemberChange.Leave(leave.seat()));
    }
    if (wish instanceof RingWish.Remove remove) {
      return Future.succeededFuture(new MemberChange.Remove(remove.seat()));
    }
    return reweigh(head, (RingWish.Reweigh) wish);
  }

  private static Future<MemberChange> reweigh(ChainEntry head, RingWish.Reweigh wish) {
    try {
      Member member = head.layout().member(wish.seat());
      return Future.succeededFuture(
          new MemberChange.Reweigh(
              wish.seat(),
              wish.zone().orElse(member.zone()),
              wish.weight().orElse(member.weight())));
    } catch (IllegalArgumentException impossible) {
      return failed(ErrorCode.CONFLICT, impossible.getMessage());
    }
  }

  private Future<ChainEntry> letFollow(ChainEntry head, ChainEntry planned) {
    return Future.join(
            joining(planned).stream().map(one -> invitations.letFollow(head, one)).toList())
        .map(planned);
  }

  private static List<Member> joining(ChainEntry entry) {
    List<Member> joining = new ArrayList<>();
    for (MemberChange change : entry.layouts().changes()) {
      if (change instanceof MemberChange.Join join) {
        joining.add(join.newcomer());
      }
    }
    return joining;
  }

  /** The newcomers follow this entry's chain; a newer policy of a bucket does not matter. */
  private Future<ChainEntry> decide(ChainEntry head, ChainEntry planned, long deadline) {
    List<MemberChange> changes = planned.layouts().changes();
    return vote.decide(
        newest -> {
          if (newest.layouts().changes().equals(changes)) {
            return Optional.empty();
          }
          if (!newest.layouts().equals(head.layouts())) {
            throw BlobFailure.of(
                ErrorCode.CONFLICT,
                "another change of the ring won: in force is chain entry " + newest.number());
          }
          return Optional.of(possible(newest, entry -> entry.withChange(changes)));
        },
        Math.max(1, deadline - clock.monotonicMillis()));
  }

  private Future<ChainEntry> decide(UnaryOperator<ChainEntry> step, long timeoutMillis) {
    return head()
        .compose(head -> vote.decide(newest -> Optional.of(possible(newest, step)), timeoutMillis));
  }

  private static ChainEntry possible(ChainEntry newest, UnaryOperator<ChainEntry> step) {
    try {
      return step.apply(newest);
    } catch (IllegalArgumentException impossible) {
      throw BlobFailure.of(ErrorCode.CONFLICT, impossible.getMessage());
    }
  }

  private Future<ChainEntry> welcome(ChainEntry entry) {
    return Future.join(
            joining(entry).stream().map(one -> invitations.welcome(entry, one.peer())).toList())
        .map(entry);
  }

  private static <T> Future<T> failed(ErrorCode code, String message) {
    return Future.failedFuture(BlobFailure.of(code, message));
  }
}
