package io.henge.node.repair;

import io.henge.node.background.Progress;
import io.henge.node.background.Throttle;
import io.henge.node.background.Worker;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.node.repair.ComparisonOrder.Turn;
import io.henge.node.repair.KeyExchange.Moved;
import io.henge.node.replica.Replicas;
import io.henge.node.storage.BlobStore;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what this node holds with what the other owners hold, partition after partition, for
 * those of one event loop, and moves what is missing on either side. It finds what nothing else
 * remembers: a write that an owner missed while the node that knew of it was restarted.
 *
 * <p>Both sides have to be filled: what an unfilled one lacks is no news, and it is brought up by
 * the filling. Differences of removal are moved as what they are, tombstones; removing them is the
 * business of the removal rounds.
 */
public final class AntiEntropy implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(AntiEntropy.class);

  /** So many keys are under way at once; each may bring a large body. */
  static final int KEYS_AT_ONCE = 8;

  private final Surroundings surroundings;
  private final AntiEntropySettings settings;
  private final Outcome outcome;
  private final ComparisonOrder order;
  private final KeyExchange exchange;
  private final Throttle throttle = new Throttle();

  /** Read by other threads. */
  private final Map<Integer, Round> rounds = new ConcurrentHashMap<>();

  /** The owners of each partition that this node owns. */
  private Map<Integer, List<Member>> rows = Map.of();

  private Optional<Sitting> sitting = Optional.empty();

  /**
   * What it works with.
   *
   * @param self this node
   * @param trees the hash trees of the event loop
   */
  public record Surroundings(
      NodeId self,
      CurrentChain chain,
      Replicas replicas,
      BlobStore store,
      HashTrees trees,
      Liveness liveness,
      Clock clock) {}

  /** Is told how it went, for counting. */
  public interface Outcome {
    /** A partition was compared with the other owners. */
    void compared(Round.Result result);

    /** So many keys were brought level, and so many bytes of bodies moved for that. */
    void moved(long keys, long bytes);
  }

  /**
   * The comparing of one event loop.
   *
   * @param mine which partitions belong to it
   */
  public AntiEntropy(
      Surroundings surroundings, AntiEntropySettings settings, IntPredicate mine, Outcome outcome) {
    this.surroundings = surroundings;
    this.settings = settings;
    this.outcome = outcome;
    this.order =
        new ComparisonOrder(
            surroundings.self(), surroundings.liveness(), mine, settings.intervalMillis());
    this.exchange = new KeyExchange(surroundings.replicas());
  }

  /** A partition that is being compared. */
  private static final class Sitting {
    private final int partition;
    private final boolean isWhole;
    private final Deque<Member> others;
    private final Deque<PartitionedKey> keys = new ArrayDeque<>();
    private Optional<Comparison> comparison = Optional.empty();
    private boolean isIncomplete;
    private boolean differed;
    private long movedKeys;
    private long movedBytes;

    Sitting(Turn turn) {
      partition = turn.partition();
      isWhole = turn.isWhole();
      others = new ArrayDeque<>(turn.others());
    }

    /** Goes on with the next owner. */
    void next() {
      others.remove();
      keys.clear();
      comparison = Optional.empty();
    }

    Round.Result result() {
      if (isIncomplete) {
        return Round.Result.INCOMPLETE;
      }
      return differed ? Round.Result.REPAIRED : Round.Result.EQUAL;
    }
  }

  @Override
  public String name() {
    return "anti-entropy";
  }

  /** The last rounds, by partition; from any thread. */
  public Map<Integer, Round> rounds() {
    return Map.copyOf(rounds);
  }

  /** The last round of a partition; from any thread. */
  public Optional<Round> round(int partition) {
    return Optional.ofNullable(rounds.get(partition));
  }

  @Override
  public Future<Progress> step() {
    Optional<Layouts> layouts = surroundings.chain().entry().map(ChainEntry::layouts);
    if (layouts.isEmpty()) {
      return Future.succeededFuture(Progress.idle(settings.lookMillis()));
    }
    if (order.look(layouts.get(), now())) {
      sitting = Optional.empty();
      adopt(layouts.get());
    }
    if (sitting.isEmpty()) {
      sitting = order.next(now()).map(Sitting::new);
    }
    return sitting
        .map(this::goOn)
        .orElseGet(() -> Future.succeededFuture(Progress.idle(settings.lookMillis())));
  }

  private long now() {
    return surroundings.clock().monotonicMillis();
  }

  /** With whoever has come into a row nothing was compared yet. */
  private void adopt(Layouts layouts) {
    Map<Integer, List<Member>> before = rows;
    rows = new HashMap<>();
    order.owned().forEach(partition -> rows.put(partition, layouts.rows(partition).read()));
    surroundings.trees().keepOnly(rows::containsKey);
    rounds.keySet().removeIf(at -> !rows.containsKey(at) || !rows.get(at).equals(before.get(at)));
    Round none = new Round(now(), now(), Round.Result.INCOMPLETE, 0, 0);
    rows.keySet().forEach(partition -> rounds.putIfAbsent(partition, none));
  }

  private Future<Progress> goOn(Sitting at) {
    if (at.others.isEmpty()) {
      end(at);
      return Future.succeededFuture(Progress.busy());
    }
    Member other = at.others.element();
    boolean isPossible =
        surroundings.store().isFilled(at.partition)
            && !surroundings.liveness().suspected(other.node());
    if (!isPossible) {
      at.isIncomplete = true;
      at.next();
      return Future.succeededFuture(Progress.busy());
    }
    return compare(at, other)
        .recover(
            cause -> {
              LOG.debug("partition {} with {}: {}", at.partition, other.seat(), cause.toString());
              at.isIncomplete = true;
              at.next();
              return Future.succeededFuture(Progress.busy());
            });
  }

  private Future<Progress> compare(Sitting at, Member other) {
    if (at.comparison.isEmpty()) {
      return begin(at, other);
    }
    if (!at.keys.isEmpty()) {
      return level(at, other);
    }
    Comparison comparison = at.comparison.get();
    if (comparison.isOver()) {
      at.next();
      return Future.succeededFuture(Progress.busy());
    }
    return comparison
        .next()
        .map(
            keys -> {
              at.keys.addAll(keys);
              return Progress.busy();
            });
  }

  private Future<Progress> begin(Sitting at, Member other) {
    Replicas replicas = surroundings.replicas();
    Comparison comparison =
        new Comparison(
            at.partition, replicas.local(), surroundings.trees().shape(), replicas.remote(other));
    return surroundings
        .trees()
        .of(at.partition)
        .compose(comparison::begin)
        .map(
            equal -> {
              at.comparison = Optional.of(comparison);
              return Progress.busy();
            });
  }

  /** Some keys at once; when none of them could be brought level, the other one is given up. */
  private Future<Progress> level(Sitting at, Member other) {
    long began = now();
    List<Future<Moved>> moving = new ArrayList<>();
    while (!at.keys.isEmpty() && moving.size() < KEYS_AT_ONCE) {
      moving.add(exchange.bothWays(at.keys.remove(), other));
    }
    return Future.join(moving)
        .transform(
            ended -> {
              List<Moved> moved =
                  moving.stream().filter(Future::succeeded).map(Future::result).toList();
              if (moved.isEmpty()) {
                return Future.failedFuture(moving.get(0).cause());
              }
              at.isIncomplete |= moved.size() < moving.size();
              long bytes = count(at, moved);
              return Future.succeededFuture(
                  Progress.throttled(
                      throttle.pauseMillis(bytes, settings.bytesPerSecond(), now() - began)));
            });
  }

  private long count(Sitting at, List<Moved> moved) {
    long keys = moved.stream().filter(Moved::hasChanged).count();
    long bytes = moved.stream().mapToLong(Moved::bytes).sum();
    at.differed |= keys > 0;
    at.isIncomplete |= moved.stream().anyMatch(one -> !one.isWhole());
    at.movedKeys += keys;
    at.movedBytes += bytes;
    outcome.moved(keys, bytes);
    return bytes;
  }

  private void end(Sitting at) {
    sitting = Optional.empty();
    if (at.isWhole) {
      Round.Result result = at.result();
      long wholeMillis =
          result == Round.Result.INCOMPLETE ? rounds.get(at.partition).wholeMillis() : now();
      rounds.put(at.partition, new Round(now(), wholeMillis, result, at.movedKeys, at.movedBytes));
      outcome.compared(result);
    }
  }
}
