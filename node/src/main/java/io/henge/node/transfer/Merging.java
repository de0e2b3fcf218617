package io.henge.node.transfer;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.repair.Comparison;
import io.henge.node.repair.KeyExchange;
import io.henge.node.repair.KeyExchange.Moved;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.transfer.FillingState.Loss;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Takes from one donor all that it holds of a partition, in passes: each compares, and takes what
 * differs. The last pass is the one that finds nothing more to take: it verifies the others. Writes
 * that go on can make each pass find something; then a number of them without a failure will do, as
 * what is written during the filling is acknowledged like any other write.
 *
 * <p>A version whose bytes the donor says to have lost does not hold up the filling. It is counted,
 * and others may have it. An object that cannot be taken for another reason does: it is tried pass
 * after pass, after the other donors had their turn, until the operator gives it up.
 */
final class Merging {
  /** So many that a sync of the index serves many of them. */
  private static final int KEYS_AT_ONCE = 32;

  private static final int PASSES_MAX = 5;

  /** With these, the donor cannot be merged from now, or this node cannot take. */
  private static final Set<Reason> ENDING =
      Set.of(
          Reason.UNREACHABLE,
          Reason.TIMEOUT,
          Reason.CHAIN,
          Reason.UNFILLED,
          Reason.NO_SPACE,
          Reason.OUTDATED);

  private final Member donor;
  private final Supplier<Comparison> comparisons;
  private final KeyExchange exchange;
  private final Bookkeeping books;

  private Optional<Comparison> pass = Optional.empty();
  private final Deque<PartitionedKey> keys = new ArrayDeque<>();
  private boolean hasChanged;
  private int passes;

  /** What could not be taken in this pass, and why; and what in the pass before. */
  private final Map<PartitionedKey, String> failed = new TreeMap<>();

  private Set<PartitionedKey> failedBefore = Set.of();
  private long lost;

  /** How the filling of a partition is told of. */
  record Bookkeeping(int partition, FillingState state) {
    private boolean isLossAccepted() {
      return state.isAccepted(partition, Loss.OF_OBJECTS);
    }
  }

  /**
   * @param comparisons begins to compare with the donor
   */
  Merging(Member donor, Supplier<Comparison> comparisons, KeyExchange exchange, Bookkeeping books) {
    this.donor = donor;
    this.comparisons = comparisons;
    this.exchange = exchange;
    this.books = books;
  }

  Member donor() {
    return donor;
  }

  /** Does a little; fails when the donor is of no use any more. */
  Future<FillingStep> step() {
    if (pass.isEmpty()) {
      return beginPass();
    }
    if (!keys.isEmpty()) {
      return take();
    }
    if (pass.get().isOver()) {
      return Future.succeededFuture(endPass());
    }
    return pass.get()
        .next()
        .map(
            differing -> {
              keys.addAll(differing);
              return FillingStep.GOES_ON;
            });
  }

  private Future<FillingStep> beginPass() {
    Comparison comparison = comparisons.get();
    return comparison
        .begin()
        .map(
            equal -> {
              pass = Optional.of(comparison);
              hasChanged = false;
              failedBefore = Set.copyOf(failed.keySet());
              failed.clear();
              lost = 0;
              return FillingStep.GOES_ON;
            });
  }

  private Future<FillingStep> take() {
    List<PartitionedKey> some = new ArrayList<>();
    while (!keys.isEmpty() && some.size() < KEYS_AT_ONCE) {
      some.add(keys.remove());
    }
    List<Future<Moved>> taking = some.stream().map(key -> exchange.take(key, donor)).toList();
    return Future.join(taking)
        .transform(
            ended -> {
              long bytes = 0;
              for (int i = 0; i < taking.size(); i++) {
                Future<Moved> one = taking.get(i);
                if (one.failed() && isEnding(one.cause())) {
                  return Future.failedFuture(one.cause());
                }
                bytes += one.succeeded() ? count(one.result()) : fail(some.get(i), one.cause());
              }
              return Future.succeededFuture(new FillingStep.GoesOn(bytes));
            });
  }

  private static boolean isEnding(Throwable cause) {
    return ENDING.contains(ReplicaRefusal.of(cause).reason());
  }

  private long count(Moved moved) {
    hasChanged |= moved.hasChanged();
    lost += moved.isWhole() ? 0 : 1;
    books.state().moved(moved.hasChanged() ? 1 : 0, moved.bytes());
    return moved.bytes();
  }

  private long fail(PartitionedKey key, Throwable cause) {
    failed.put(key, ReplicaRefusal.of(cause).getMessage());
    lost++;
    return 0;
  }

  private FillingStep endPass() {
    pass = Optional.empty();
    boolean isGivenUp = books.isLossAccepted() && failedBefore.containsAll(failed.keySet());
    if (!failed.isEmpty() && !isGivenUp) {
      PartitionedKey first = failed.keySet().iterator().next();
      return new FillingStep.Waits(
          "%d objects cannot be taken from seat %d, among them %s: %s"
              .formatted(
                  failed.size(), donor.seat().number(), first.key().text(), failed.get(first)),
          Loss.OF_OBJECTS);
    }
    passes++;
    return hasChanged && passes < PASSES_MAX ? FillingStep.GOES_ON : done();
  }

  private FillingStep done() {
    books.state().skipped(lost);
    return new FillingStep.Done();
  }
}
