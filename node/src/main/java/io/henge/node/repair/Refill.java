package io.henge.node.repair;

import io.henge.node.background.Progress;
import io.henge.node.background.Worker;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerReply;
import io.henge.node.message.Snapshot;
import io.henge.node.port.Liveness;
import io.henge.node.replica.MissingBytes.Holder;
import io.henge.node.replica.RemoteReplica;
import io.henge.node.replica.Replicas;
import io.henge.node.storage.Damage;
import io.henge.node.storage.Damages;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings good copies of damaged versions back, for the partitions of one event loop, one version at
 * a time: the other owners of the row are asked for their heads, one after the other, until one
 * holds that very version and its bytes arrive whole. An owner whose own copy is damaged is not
 * asked for bytes. What was replaced meanwhile is let go; where an owner shows that the version was
 * replaced elsewhere, its object is taken instead.
 *
 * <p>It goes round all notes, and the pause between rounds grows as long as a round brings nothing
 * back: with one replica, or no good copy left, the damage stays noted, and reads fail honestly.
 */
public final class Refill implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Refill.class);

  /** How soon new damage is seen; looking costs nothing while none is noted. */
  private static final long LOOK_EVERY_MILLIS = 500;

  /**
   * After a version that could not be brought back, so that others get at their disks and wires.
   */
  private static final long FAILURE_PAUSE_MILLIS = 50;

  private static final long ROUND_PAUSE_MILLIS = 2_000;
  private static final long ROUND_PAUSE_MILLIS_MAX = 300_000;
  private static final int PAGE = 64;

  private final Damages damages;
  private final Surroundings surroundings;
  private final IntPredicate mine;
  private final Outcome outcome;

  private final Deque<Damage> page = new ArrayDeque<>();
  private Optional<Damage> cursor = Optional.empty();
  private boolean roundHelped;
  private long roundPauseMillis = ROUND_PAUSE_MILLIS;
  private long countAtPause;
  private long pauseLeftMillis;

  /**
   * What it works with.
   *
   * @param self this node
   * @param chain names the owners
   * @param replicas the copies here and there
   * @param liveness whom to ask last
   */
  public record Surroundings(
      NodeId self, CurrentChain chain, Replicas replicas, Liveness liveness) {}

  /** Is told how it went, for counting. */
  public interface Outcome {
    /** A good copy is here again. */
    void refilled();

    /** Nobody could give one. */
    void failed();
  }

  /**
   * The refill of one event loop.
   *
   * @param mine which partitions belong to it
   */
  public Refill(Damages damages, Surroundings surroundings, IntPredicate mine, Outcome outcome) {
    this.damages = damages;
    this.surroundings = surroundings;
    this.mine = mine;
    this.outcome = outcome;
  }

  @Override
  public String name() {
    return "refill";
  }

  @Override
  public Future<Progress> step() {
    if (isResting()) {
      return Future.succeededFuture(Progress.idle(LOOK_EVERY_MILLIS));
    }
    if (page.isEmpty()) {
      return nextPage();
    }
    return refill(page.remove())
        .map(
            refilled -> {
              roundHelped |= refilled;
              return refilled ? Progress.busy() : Progress.throttled(FAILURE_PAUSE_MILLIS);
            });
  }

  /** Without damage, or between rounds in which nothing new was noted. */
  private boolean isResting() {
    long count = damages.damagedCount();
    if (count > countAtPause) {
      pauseLeftMillis = 0;
      roundPauseMillis = ROUND_PAUSE_MILLIS;
    }
    countAtPause = Math.min(count, countAtPause);
    if (count > 0 && pauseLeftMillis <= 0) {
      return false;
    }
    pauseLeftMillis -= LOOK_EVERY_MILLIS;
    return true;
  }

  private Future<Progress> nextPage() {
    return damages
        .damages(cursor, PAGE)
        .map(
            found -> {
              for (Damage damage : found) {
                cursor = Optional.of(damage);
                if (mine.test(damage.key().partition())) {
                  page.add(damage);
                }
              }
              if (found.isEmpty()) {
                endRound();
              }
              return Progress.busy();
            });
  }

  private void endRound() {
    cursor = Optional.empty();
    roundPauseMillis =
        roundHelped ? ROUND_PAUSE_MILLIS : Math.min(roundPauseMillis * 2, ROUND_PAUSE_MILLIS_MAX);
    pauseLeftMillis = roundPauseMillis;
    roundHelped = false;
    countAtPause = damages.damagedCount();
  }

  /** Whether the damage is no more. */
  private Future<Boolean> refill(Damage damage) {
    return damages
        .isStillDamaged(damage)
        .compose(still -> still ? ask(damage, others(damage.key())) : Future.succeededFuture(true))
        .map(
            gone -> {
              if (!gone) {
                outcome.failed();
              }
              return gone;
            });
  }

  /** The other owners, those that can probably be reached first. */
  private List<Member> others(PartitionedKey key) {
    Optional<ChainEntry> entry = surroundings.chain().entry();
    if (entry.isEmpty()) {
      return List.of();
    }
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Member owner : entry.get().layouts().owners(key.partition())) {
      if (!owner.node().equals(surroundings.self())) {
        (surroundings.liveness().suspected(owner.node()) ? far : near).add(owner);
      }
    }
    near.addAll(far);
    return near;
  }

  private Future<Boolean> ask(Damage damage, List<Member> owners) {
    if (owners.isEmpty()) {
      return Future.succeededFuture(false);
    }
    Member owner = owners.get(0);
    RemoteReplica there = surroundings.replicas().remote(owner);
    return there
        .head(damage.key(), false)
        .compose(head -> bring(damage, head, new Holder(owner, there)))
        .recover(
            cause -> {
              LOG.debug("no good copy of {} at {}: {}", damage, owner.seat(), cause.toString());
              return Future.succeededFuture(false);
            })
        .compose(
            refilled ->
                refilled
                    ? Future.succeededFuture(true)
                    : ask(damage, owners.subList(1, owners.size())));
  }

  private Future<Boolean> bring(Damage damage, PeerReply.Head head, Holder holder) {
    Optional<Version> wanted = head.object().version(damage.dot());
    boolean isReplaced = wanted.isEmpty() && head.object().context().contains(damage.dot());
    if (isReplaced) {
      return take(damage, head.snapshot(), holder);
    }
    return head.holds(damage.dot())
        ? take(
                damage,
                head.snapshot()
                    .with(BlobObject.written(wanted.orElseThrow(), head.object().requests())),
                holder)
            .map(
                gone -> {
                  if (gone) {
                    outcome.refilled();
                  }
                  return gone;
                })
        : Future.succeededFuture(false);
  }

  private Future<Boolean> take(Damage damage, Snapshot theirs, Holder holder) {
    return surroundings
        .replicas()
        .take(damage.key(), theirs, holder)
        .compose(taken -> damages.isStillDamaged(damage))
        .map(still -> !still);
  }
}
