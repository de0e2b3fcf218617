package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Clock;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
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
 */
final class Past {
  /**
   * The most siblings that a write with a context may add to (rule V7). Far below what an object
   * can hold, since owners may know different ones, and as many may be under way.
   */
  static final int SIBLINGS_MAX = 100;

  private final Heads heads;
  private final Function<PartitionedKey, Future<Optional<BlobObject>>> here;
  private final ContextTokens tokens;
  private final Clock clock;

  /**
   * @param here finds what this node stores of a key
   */
  Past(
      Heads heads,
      Function<PartitionedKey, Future<Optional<BlobObject>>> here,
      ContextTokens tokens,
      Clock clock) {
    this.heads = heads;
    this.here = here;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param context what the write replaces
   * @param answered the version that the same request made before, and how many have seen it
   * @param leftMillis what is left of the request's time, 1 or more
   */
  record Found(Context context, Optional<Answered> answered, long leftMillis) {}

  /** A version that an earlier attempt at the same request made. */
  record Answered(Dot dot, ReadTally tally) {}

  /** Completes with the past, or fails with the 4xx that the preconditions ask for. */
  Future<Found> of(Plan plan, WriteOptions options) {
    Optional<Context> given;
    try {
      given = options.contextToken().map(token -> tokens.decode(plan.key().key(), token));
    } catch (BlobFailure invalid) {
      return Future.failedFuture(invalid);
    }
    boolean mustAsk =
        given.isEmpty() || !options.preconditions().isEmpty() || options.requestId().isPresent();
    if (!mustAsk) {
      Context past = given.orElseThrow();
      // A disk that cannot tell refuses the write itself, later and with its reason.
      return here.apply(plan.key())
          .otherwise(Optional.empty())
          .compose(stored -> requireRoom(stored.orElse(BlobObject.EMPTY), past))
          .map(room -> new Found(past, Optional.empty(), options.timeoutMillis()));
    }
    long deadline = clock.monotonicMillis() + options.timeoutMillis();
    return heads
        .read(plan, plan.pastQuorum(), false, options.timeoutMillis())
        .compose(
            tally -> judge(tally, options, given, Math.max(1, deadline - clock.monotonicMillis())));
  }

  private static Future<Found> judge(
      ReadTally tally, WriteOptions options, Optional<Context> given, long leftMillis) {
    BlobObject seen = tally.merged();
    Context past = given.map(seen::withTwins).orElse(seen.context());
    Optional<Dot> before = options.requestId().flatMap(seen::answerFor);
    if (before.isPresent()) {
      Answered answered = new Answered(before.get(), tally);
      return Future.succeededFuture(new Found(past, Optional.of(answered), leftMillis));
    }
    if (options.preconditions().forWrite(seen) == Preconditions.Verdict.FAILED) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold"));
    }
    Future<Void> room = given.isPresent() ? requireRoom(seen, past) : Future.succeededFuture();
    return room.map(done -> new Found(past, Optional.empty(), leftMillis));
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
