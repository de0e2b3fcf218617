package io.henge.node.transfer;

import io.henge.node.background.Progress;
import io.henge.node.background.Throttle;
import io.henge.node.background.Worker;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.repair.Comparison;
import io.henge.node.repair.HashTrees;
import io.henge.node.replica.Removals;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.node.storage.BlobStore;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the partitions of one event loop that this node owns and that are not filled, one after the
 * other (rule W5): its directory is new, its index was lost or fell behind. Until then it gives
 * what it has and votes for nothing.
 *
 * <p>When all partitions of the node are filled, the index as a whole is marked. That mark speaks
 * for the partitions of others, too, of which this node may hold something as a stand-in; before,
 * it drops of those what must not be believed.
 */
public final class Filling implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Filling.class);
  private static final int PAGE = 500;

  private final Surroundings surroundings;
  private final FillingSettings settings;
  private final IntPredicate mine;
  private final Throttle throttle = new Throttle();

  private Optional<Layouts> layouts = Optional.empty();
  private Set<Integer> ofNode = Set.of();
  private List<Integer> owned = List.of();
  private List<Integer> foreign = List.of();
  private Optional<PartitionFilling> current = Optional.empty();

  /** Those that have begun, the current one and others that wait. */
  private final Map<Integer, PartitionFilling> begun = new HashMap<>();

  /** When partitions that had to wait are looked at again. */
  private final Map<Integer, Long> notBefore = new HashMap<>();

  private Optional<BlobKey> cleared = Optional.empty();
  private boolean isTold;

  /** Those of the index when the filling began. */
  private long losses;

  /**
   * What it works with.
   *
   * @param self this node
   * @param trees the hash trees of the event loop
   * @param state of all event loops of the node
   */
  public record Surroundings(
      NodeId self,
      CurrentChain chain,
      Replicas replicas,
      BlobStore store,
      HashTrees trees,
      Removals removals,
      Clock clock,
      FillingState state) {}

  /**
   * The filling of one event loop.
   *
   * @param mine which partitions belong to it
   */
  public Filling(Surroundings surroundings, FillingSettings settings, IntPredicate mine) {
    this.surroundings = surroundings;
    this.settings = settings;
    this.mine = mine;
  }

  @Override
  public String name() {
    return "filling";
  }

  @Override
  public Future<Progress> step() {
    Optional<ChainEntry> entry = surroundings.chain().entry();
    if (entry.isEmpty()) {
      return idle();
    }
    if (!surroundings.store().isUnfilled()) {
      surroundings.state().begunAgain();
      isTold = false;
      return idle();
    }
    look(entry.get().layouts());
    if (surroundings.store().losses() != losses) {
      beginAgain();
    }
    if (current.filter(this::isOpen).isEmpty()) {
      current = next().map(partition -> filling(partition, entry.get()));
    }
    return current.map(this::fill).orElseGet(this::conclude);
  }

  private Future<Progress> idle() {
    return Future.succeededFuture(Progress.idle(settings.lookMillis()));
  }

  private void look(Layouts now) {
    if (layouts.filter(now::equals).isPresent()) {
      // The same object is compared faster the next time.
      layouts = Optional.of(now);
      return;
    }
    layouts = Optional.of(now);
    ofNode = new TreeSet<>(now.toBeFilled(surroundings.self()));
    owned = ofNode.stream().filter(mine::test).toList();
    NodeId self = surroundings.self();
    foreign =
        IntStream.range(0, now.partitions().count())
            .filter(partition -> mine.test(partition) && !now.isOwner(self, partition))
            .boxed()
            .toList();
    current = Optional.empty();
    cleared = Optional.empty();
    begun.clear();
    notBefore.clear();
  }

  /** What was lost while others were being filled may have been of those that had been. */
  private void beginAgain() {
    losses = surroundings.store().losses();
    surroundings.state().begunAgain();
    cleared = Optional.empty();
    current = Optional.empty();
    begun.clear();
  }

  private PartitionFilling filling(int partition, ChainEntry entry) {
    return begun.computeIfAbsent(
        partition, absent -> new PartitionFilling(partition, entry, surroundings));
  }

  private boolean isOpen(PartitionFilling filling) {
    return !surroundings.store().isFilled(filling.partition());
  }

  private Optional<Integer> next() {
    long now = surroundings.clock().monotonicMillis();
    return owned.stream()
        .filter(partition -> !surroundings.store().isFilled(partition))
        .filter(partition -> notBefore.getOrDefault(partition, now) <= now)
        .findFirst();
  }

  private Future<Progress> fill(PartitionFilling filling) {
    if (!isTold) {
      isTold = true;
      LOG.info("filling {} partitions from their other owners", owned.size());
    }
    long began = surroundings.clock().monotonicMillis();
    return filling.step().map(step -> progress(filling, step, began));
  }

  private Progress progress(PartitionFilling filling, FillingStep step, long began) {
    int partition = filling.partition();
    long now = surroundings.clock().monotonicMillis();
    if (step instanceof FillingStep.GoesOn goesOn) {
      surroundings.state().goesOn(partition);
      return Progress.throttled(
          throttle.pauseMillis(goesOn.bytes(), settings.bytesPerSecond(), now - began));
    }
    current = Optional.empty();
    if (step instanceof FillingStep.Waits waits) {
      surroundings.state().waits(partition, waits);
      notBefore.put(partition, now + settings.retryMillis());
    } else {
      begun.remove(partition);
      surroundings.state().filled(partition);
    }
    return Progress.busy();
  }

  /** Nothing of one's own can be filled now. */
  private Future<Progress> conclude() {
    Optional<Integer> uncleared =
        foreign.stream()
            .filter(partition -> !surroundings.state().isCleared(partition))
            .findFirst();
    if (uncleared.isPresent()) {
      return clear(uncleared.get());
    }
    // One loop speaks for all of them.
    return mine.test(0) && isWhole() ? mark() : idle();
  }

  private Future<Progress> clear(int partition) {
    return (cleared.isEmpty() ? takeOver(partition) : Future.<Void>succeededFuture())
        .compose(taken -> surroundings.replicas().local().dropUnbelieved(partition, cleared, PAGE))
        .map(
            last -> {
              cleared = last;
              if (last.isEmpty()) {
                surroundings.state().cleared(partition);
              }
              return Progress.busy();
            })
        .recover(silent -> Future.succeededFuture(Progress.idle(settings.retryMillis())));
  }

  /**
   * Whoever stands in for owners writes for them, and may not write earlier than what was removed
   * (rule T2). One owner knows, and if none answers, another time will do.
   */
  private Future<Void> takeOver(int partition) {
    return firstAnswer(
        new ArrayDeque<>(layouts.orElseThrow().rows(partition).read()),
        new PeerRequest.AskHashes(partition, List.of()));
  }

  private Future<Void> firstAnswer(Deque<Member> owners, PeerRequest.AskHashes request) {
    if (owners.isEmpty()) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.UNREACHABLE, "no owner says what was removed"));
    }
    Replicas replicas = surroundings.replicas();
    return replicas
        .remote(owners.remove())
        .ask(request, PeerReply.Hashes.class, Comparison.ASK_MILLIS)
        .compose(
            known ->
                surroundings
                    .removals()
                    .raise(request.partition(), known.removalNumber(), known.removed()),
            silent -> firstAnswer(owners, request));
  }

  private boolean isWhole() {
    Layouts now = layouts.orElseThrow();
    for (int partition = 0; partition < now.partitions().count(); partition++) {
      boolean isDone =
          surroundings.store().isFilled(partition)
              || (!ofNode.contains(partition) && surroundings.state().isCleared(partition));
      if (!isDone) {
        return false;
      }
    }
    return true;
  }

  private Future<Progress> mark() {
    return surroundings
        .store()
        .markAllFilled(losses)
        .map(
            marked -> {
              if (!surroundings.store().isUnfilled()) {
                LOG.info("all partitions of this node are filled");
              }
              return Progress.busy();
            });
  }
}
