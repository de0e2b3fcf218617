package io.henge.node.transfer;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.repair.Comparison;
import io.henge.node.repair.KeyExchange;
import io.henge.node.repair.KeyExchange.Moved;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes from one donor all that it holds of a partition, in passes: each compares, and takes what
 * differs. The last pass is the one that finds nothing more to take: it verifies the others. Writes
 * that go on can make each pass find something; then a number of them without a failure will do, as
 * what is written during the filling is acknowledged like any other write.
 *
 * <p>A version whose bytes the donor says to have lost does not hold up the filling. It is counted,
 * and others may have it. An object that cannot be taken for another reason does: it is tried pass
 * after pass, until the operator gives it up.
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
  private Optional<String> failure = Optional.empty();
  private long lost;

  /** How the filling of a partition is told of. */
  record Bookkeeping(int partition, FillingState state) {
    private boolean isLossAccepted() {
      return state.isLossAccepted(partition);
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
              failure = Optional.empty();
              lost = 0;
              return FillingStep.GOES_ON;
            });
  }

  private Future<FillingStep> take() {
    List<Future<Moved>> taking = new ArrayList<>();
    while (!keys.isEmpty() && taking.size() < KEYS_AT_ONCE) {
      taking.add(exchange.take(keys.remove(), donor));
    }
    return Future.join(taking)
        .transform(
            ended -> {
              long bytes = 0;
              for (Future<Moved> one : taking) {
                if (one.failed() && isEnding(one.cause())) {
                  return Future.failedFuture(one.cause());
                }
                bytes += one.succeeded() ? count(one.result()) : fail(one.cause());
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

  private long fail(Throwable cause) {
    failure = Optional.of(ReplicaRefusal.of(cause).getMessage());
    lost++;
    return 0;
  }

  private FillingStep endPass() {
    pass = Optional.empty();
    if (failure.isPresent() && !books.isLossAccepted()) {
      return new FillingStep.Waits("an object cannot be taken: " + failure.get());
    }
    passes++;
    return hasChanged && passes < PASSES_MAX ? FillingStep.GOES_ON : done();
  }

  private FillingStep done() {
    books.state().skipped(lost);
    return new FillingStep.Done();
  }
}
