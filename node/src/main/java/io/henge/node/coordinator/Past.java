package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Clock;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;
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
  private final Function<PartitionedKey, ConflictPolicy> policies;
  private final Function<PartitionedKey, Future<Optional<BlobObject>>> here;
  private final ContextTokens tokens;
  private final Clock clock;

  /**
   * @param policies says what the newest chain entry says of a key's bucket
   * @param here finds what this node stores of a key
   */
  Past(
      Heads heads,
      Function<PartitionedKey, ConflictPolicy> policies,
      Function<PartitionedKey, Future<Optional<BlobObject>>> here,
      ContextTokens tokens,
      Clock clock) {
    this.heads = heads;
    this.policies = policies;
    this.here = here;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param context what the write replaces
   * @param policy to be stamped into the version (rule V5)
   * @param answered the version that the same request made before, and how many have seen it
   * @param leftMillis what is left of the request's time, 1 or more
   */
  record Found(Context context, Policy policy, Optional<Answered> answered, long leftMillis) {}

  /** A version that an earlier attempt at the same request made. */
  record Answered(Dot dot, ReadTally tally) {}

  /** What a write does to its key. */
  private enum Kind {
    PUT,
    DELETE
  }

  /**
   * Completes with the past of a PUT, or fails with the 4xx that the preconditions or the bucket's
   * policy ask for.
   */
  Future<Found> ofPut(Plan plan, WriteOptions options) {
    return of(plan, options, Kind.PUT);
  }

  /** Completes with the past of a DELETE, or fails with the 4xx that the preconditions ask for. */
  Future<Found> ofDelete(Plan plan, WriteOptions options) {
    return of(plan, options, Kind.DELETE);
  }

  private Future<Found> of(Plan plan, WriteOptions options, Kind kind) {
    Optional<Context> given;
    try {
      given = options.contextToken().map(token -> tokens.decode(plan.key().key(), token));
    } catch (BlobFailure invalid) {
      return Future.failedFuture(invalid);
    }
    boolean mustAsk =
        given.isEmpty()
            || !options.preconditions().isEmpty()
            || options.requestId().isPresent()
            || isWrittenOnce(plan.key(), kind);
    if (!mustAsk) {
      Context past = given.orElseThrow();
      // A disk that cannot tell refuses the write itself, later and with its reason.
      return here.apply(plan.key())
          .otherwise(Optional.empty())
          .compose(stored -> requireRoom(stored.orElse(BlobObject.EMPTY), past))
          .compose(
              room ->
                  // The policy may have changed while the disk was asked.
                  isWrittenOnce(plan.key(), kind)
                      ? ask(plan, options, given, kind)
                      : Future.succeededFuture(
                          new Found(
                              past, stamp(plan.key()), Optional.empty(), options.timeoutMillis())));
    }
    return ask(plan, options, given, kind);
  }

  private Future<Found> ask(Plan plan, WriteOptions options, Optional<Context> given, Kind kind) {
    long deadline = clock.monotonicMillis() + options.timeoutMillis();
    return heads
        .read(plan, plan.pastQuorum(), false, options.timeoutMillis())
        .compose(
            tally -> {
              Context past = given.map(tally.merged()::withTwins).orElse(tally.merged().context());
              Found found =
                  new Found(
                      past,
                      stamp(plan.key()),
                      Optional.empty(),
                      Math.max(1, deadline - clock.monotonicMillis()));
              boolean isRefused =
                  isWrittenOnce(plan.key(), kind) && tally.merged().shown().isPresent();
              return judge(tally, options, found, isRefused);
            });
  }

  /** Whether a write of that kind may only be the first one. */
  private boolean isWrittenOnce(PartitionedKey key, Kind kind) {
    return kind == Kind.PUT && policies.apply(key) == ConflictPolicy.IMMUTABLE;
  }

  private Policy stamp(PartitionedKey key) {
    return switch (policies.apply(key)) {
      case SIBLINGS -> Policy.SIBLINGS;
      case LAST_WRITE_WINS -> Policy.LAST_WRITE_WINS;
      case IMMUTABLE -> Policy.IMMUTABLE;
    };
  }

  private static Future<Found> judge(
      ReadTally tally, WriteOptions options, Found found, boolean isRefused) {
    BlobObject seen = tally.merged();
    Optional<Dot> before = options.requestId().flatMap(seen::answerFor);
    if (before.isPresent()) {
      Answered answered = new Answered(before.get(), tally);
      return Future.succeededFuture(
          new Found(found.context(), found.policy(), Optional.of(answered), found.leftMillis()));
    }
    if (options.preconditions().forWrite(seen) == Preconditions.Verdict.FAILED) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold"));
    }
    if (isRefused) {
      return Future.failedFuture(
          BlobFailure.of(
              ErrorCode.CONFLICT, "the bucket is immutable, and the key has been written"));
    }
    Future<Void> room =
        options.contextToken().isPresent()
            ? requireRoom(seen, found.context())
            : Future.succeededFuture();
    return room.map(found);
  }

  /** A write that replaces what it sees always passes; one beside too many others does not. */
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
