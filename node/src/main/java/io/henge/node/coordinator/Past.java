package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.ContextTokens.Seen;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.failure.BlobFailure;
import io.henge.node.message.Snapshot;
import io.henge.node.port.Clock;
import io.henge.node.replica.Draft;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.RequestRecord;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a write replaces, found out when the request arrives and before its body is taken.
 *
 * <p>A write with a context replaces what that context has seen. One without replaces what n-W+1
 * filled owners show (rule V8), so that an update acknowledged during a long upload becomes a
 * sibling and no silent loss. Preconditions and known request ids (rule V9) are looked up on the
 * way; the request id comes first, so that the retry of an applied {@code If-None-Match: *}
 * succeeds again.
 *
 * <p>With fewer owners in reach a sloppy write replaces what those and the stand-ins show; one with
 * preconditions, or in a bucket where a key is written once, is refused.
 *
 * <p>What had expired when the request arrived reads as absent to preconditions and policy, and is
 * replaced like anything else (rule V6).
 *
 * <p>The policy of the key's bucket is that of the chain entry that is the newest when the past has
 * been found; whoever of the owners asked knew a newer one has brought it here by then (rule C5).
 * Where a key is written once, a PUT always asks what the owners show, whatever its context says.
 */
final class Past {
  /**
   * The most siblings that a write with a context may add to (rule V7). Far below what an object
   * can hold, since owners may know different ones, and as many may be under way.
   */
  static final int SIBLINGS_MAX = 100;

  private final Heads heads;
  private final StandInHeads standIns;
  private final Planner planner;
  private final Function<PartitionedKey, Future<Snapshot>> here;
  private final ContextTokens tokens;
  private final Clock clock;

  /**
   * @param here finds what this node stores of a key
   */
  Past(
      Heads heads,
      StandInHeads standIns,
      Planner planner,
      Function<PartitionedKey, Future<Snapshot>> here,
      ContextTokens tokens,
      Clock clock) {
    this.heads = heads;
    this.standIns = standIns;
    this.planner = planner;
    this.here = here;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param context what the write replaces
   * @param policy to be stamped into the version (rule V5)
   * @param requests what the owners that were asked know of the key's requests
   * @param answered the version that the same request made before, and how many have seen it
   * @param removalNumber the highest of those that were asked; if nobody was, that of the token
   * @param arrivedMillis when the request arrived, by this node's wall clock
   * @param isSure whether the context is all that the write should replace: with too few owners in
   *     reach a sloppy write replaces what can be found, and may leave siblings (rule V8)
   * @param leftMillis what is left of the request's time, 1 or more
   */
  record Found(
      Context context,
      Policy policy,
      List<RequestRecord> requests,
      Optional<Answered> answered,
      long removalNumber,
      long arrivedMillis,
      boolean isSure,
      long leftMillis) {
    Found {
      requests = List.copyOf(requests);
    }

    /** A version in the making that replaces it. */
    Draft draft(WriteOptions options, OptionalLong expiresAtMillis, Optional<Content> content) {
      return new Draft(
          context, policy, options.requestId(), requests, removalNumber, expiresAtMillis, content);
    }
  }

  /** A version that an earlier attempt at the same request made. */
  record Answered(Dot dot, ReadTally tally) {}

  /** What a write does to its key. */
  private enum Kind {
    PUT,
    DELETE
  }

  /**
   * A write that asks what it replaces, when it arrived by the wall clock, and when its time is up.
   */
  private record Asking(
      PartitionedKey key,
      Kind kind,
      WriteOptions options,
      Optional<Seen> token,
      long arrivedMillis,
      long deadline) {
    /** What it says that it replaces. */
    Optional<Context> given() {
      return token.map(Seen::context);
    }

    /** What it replaces, by what the owners show. */
    Context past(BlobObject seen) {
      if (token.isEmpty()) {
        return seen.context();
      }
      Context past = seen.withTwins(token.get().context());
      return kind == Kind.DELETE && !past.isEmpty() ? seen.withTombstones(past) : past;
    }

    /** Whether a reader who came with it would be shown anything. */
    boolean shows(BlobObject seen) {
      return seen.siblings().unexpired(arrivedMillis).shown().isPresent();
    }

    /** Whether it may leave others beside it, and so add to them without end (rule V7). */
    boolean isCapped() {
      return token.isPresent() && kind == Kind.PUT;
    }
  }

  /**
   * Completes with the past of a PUT, or fails with the 4xx that the preconditions or the bucket's
   * policy ask for.
   */
  Future<Found> ofPut(PartitionedKey key, WriteOptions options) {
    return of(key, options, Kind.PUT);
  }

  /**
   * The same of a DELETE, which passes however many siblings there are (rule V7), and in a bucket
   * of any policy.
   */
  Future<Found> ofDelete(PartitionedKey key, WriteOptions options) {
    return of(key, options, Kind.DELETE);
  }

  private Future<Found> of(PartitionedKey key, WriteOptions options, Kind kind) {
    Optional<Seen> given;
    try {
      given = options.contextToken().map(token -> tokens.decode(key.key(), token));
    } catch (BlobFailure invalid) {
      return Future.failedFuture(invalid);
    }
    long deadline = clock.monotonicMillis() + options.timeoutMillis();
    Asking asking = new Asking(key, kind, options, given, clock.wallMillis(), deadline);
    boolean mustAsk =
        given.isEmpty()
            || !options.preconditions().isEmpty()
            || options.requestId().isPresent()
            || isWrittenOnce(asking);
    return planner.ask(
        key,
        plan -> mustAsk ? ask(plan, asking) : take(plan, asking, asking.given().orElseThrow()));
  }

  /** Of somebody who says what to replace and wants to know nothing else. */
  private Future<Found> take(Plan plan, Asking asking, Context past) {
    // A disk that cannot tell refuses the write itself, later and with its reason.
    return here.apply(asking.key())
        .map(Snapshot::object)
        .otherwise(BlobObject.EMPTY)
        .compose(
            known ->
                isEnough(asking, known, past)
                    ? room(asking, known, past).map(passed -> found(asking, past))
                    : ask(plan, asking));
  }

  /**
   * Whether nobody else needs to be asked. Who has not seen all that the context covers has not got
   * the records of its requests: a write that covered them and left them behind would let a retry
   * of one of them pass for a new request, which replaces what has replaced it (rule V9). And the
   * policy may have changed while the disk was asked.
   */
  private boolean isEnough(Asking asking, BlobObject known, Context past) {
    return known.context().covers(past) && !isWrittenOnce(asking);
  }

  private Found found(Asking asking, Context past) {
    return new Found(
        past,
        stamp(asking.key()),
        List.of(),
        Optional.empty(),
        asking.token().map(Seen::removalNumber).orElse(0L),
        asking.arrivedMillis(),
        true,
        left(asking.deadline()));
  }

  private static Future<Void> room(Asking asking, BlobObject seen, Context past) {
    return asking.isCapped() ? requireRoom(seen, past) : Future.succeededFuture();
  }

  private Future<Found> ask(Plan plan, Asking asking) {
    long deadline = asking.deadline();
    return (mayGuess(asking) ? gather(plan, deadline) : read(plan, left(deadline)))
        .compose(tally -> judge(plan, tally, asking, left(deadline)));
  }

  private long left(long deadline) {
    return Math.max(1, deadline - clock.monotonicMillis());
  }

  /**
   * Whether it may be written although too few owners can say what it replaces: a condition must
   * not be taken to hold, nor a key to be new, on the word of too few.
   */
  private boolean mayGuess(Asking asking) {
    return asking.options().sloppy()
        && asking.options().preconditions().isEmpty()
        && !isWrittenOnce(asking);
  }

  private Future<ReadTally> read(Plan plan, long timeoutMillis) {
    return heads.read(plan, plan.pastQuorum(), false, timeoutMillis);
  }

  /** What enough owners say, or else all that can be found, also at stand-ins. */
  private Future<ReadTally> gather(Plan plan, long deadline) {
    int needed = plan.pastQuorum();
    return heads
        .gather(plan, needed, false, StandInHeads.ownersMillis(plan, needed, left(deadline)))
        .enough()
        .compose(
            tally ->
                tally.isEnough()
                    ? Future.succeededFuture(tally)
                    : standIns.added(
                        plan, tally, false, StandInHeads.standInsMillis(left(deadline))));
  }

  /** Whether the write may only be the first one. */
  private boolean isWrittenOnce(Asking asking) {
    return asking.kind() == Kind.PUT
        && planner.conflictPolicy(asking.key()) == ConflictPolicy.IMMUTABLE;
  }

  private Policy stamp(PartitionedKey key) {
    return switch (planner.conflictPolicy(key)) {
      case SIBLINGS -> Policy.SIBLINGS;
      case LAST_WRITE_WINS -> Policy.LAST_WRITE_WINS;
      case IMMUTABLE -> Policy.IMMUTABLE;
    };
  }

  private Future<Found> judge(Plan plan, ReadTally tally, Asking asking, long leftMillis) {
    BlobObject seen = tally.merged();
    Context past = asking.past(seen);
    Optional<Dot> before = asking.options().requestId().flatMap(seen::answerFor);
    Found found =
        new Found(
            past,
            stamp(asking.key()),
            seen.requests(),
            before.map(dot -> new Answered(dot, tally)),
            tally.highestRemovalNumber(),
            asking.arrivedMillis(),
            tally.isEnough() || asking.given().isPresent(),
            leftMillis);
    if (before.isPresent()) {
      return Future.succeededFuture(found);
    }
    if (!tally.isEnough() && !suffices(plan, tally, asking, past)) {
      return Future.failedFuture(tally.tooFew());
    }
    if (asking.given().filter(context -> !seen.context().covers(context)).isPresent()) {
      return Future.failedFuture(unknown(tally, asking));
    }
    if (asking.options().preconditions().forWrite(seen, asking.arrivedMillis())
        == Preconditions.Verdict.FAILED) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold"));
    }
    if (isWrittenOnce(asking) && asking.shows(seen)) {
      return Future.failedFuture(
          BlobFailure.of(
              ErrorCode.CONFLICT, "the bucket is immutable, and the key has been written"));
    }
    return room(asking, seen, past).map(passed -> found);
  }

  /**
   * Whether the word of so few is enough. They must not say that there is nothing to delete; and
   * where fewer answer than the write wants acks, it had better have no effect.
   */
  private boolean suffices(Plan plan, ReadTally tally, Asking asking, Context past) {
    boolean isNothing = asking.kind() == Kind.DELETE && past.isEmpty();
    return mayGuess(asking)
        && !isNothing
        && tally.members().size() >= plan.acksFor(asking.options());
  }

  /**
   * Of a context that no owner that answered knows. Either other owners do, or the key was removed
   * since the context was given. Where nothing was removed from the partition it is the former, and
   * will pass. Where something was, nobody can say: the client has to look again.
   */
  private static BlobFailure unknown(ReadTally tally, Asking asking) {
    long before = asking.token().map(Seen::removalNumber).orElse(0L);
    return tally.highestRemovalNumber() > before
        ? BlobFailure.of(
            ErrorCode.CONFLICT, "the context is older than a removal of deleted blobs: read again")
        : BlobFailure.of(
            ErrorCode.UNAVAILABLE,
            "no owner that answered knows all that the context covers; try again");
  }

  /**
   * A write that replaces what it sees always passes; one beside too many others does not. Those
   * that have expired count as well: they take room until they are replaced or removed.
   */
  private static Future<Void> requireRoom(BlobObject seen, Context past) {
    long others = seen.live().stream().filter(version -> !past.contains(version.dot())).count();
    return others < SIBLINGS_MAX
        ? Future.succeededFuture()
        : Future.failedFuture(
            BlobFailure.of(
                ErrorCode.CONFLICT,
                "the key has " + others + " versions that the context has not seen"));
  }
}
