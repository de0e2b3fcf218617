package io.henge.node.coordinator;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.port.Bodies;
import io.henge.node.port.Clock;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.storage.BlobStore;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A GET, step by step: plan; heads from R owners, merged; the version to show, conditions and
 * range; the bytes from one holder, this node if it is one.
 *
 * <p>If the bytes of the chosen version vanish between head and opening, because it was replaced
 * meanwhile, all begins again from the heads, a bounded number of times (rule W6).
 */
final class GetCoordinator {
  /** A key that is replaced faster than it can be opened that many times is busy: 503. */
  private static final int ATTEMPTS_MAX = 4;

  private final Planner planner;
  private final Heads heads;
  private final BlobStore store;
  private final Bodies bodies;
  private final ContextTokens tokens;
  private final Clock clock;

  GetCoordinator(
      Planner planner,
      Heads heads,
      BlobStore store,
      Bodies bodies,
      ContextTokens tokens,
      Clock clock) {
    this.planner = planner;
    this.heads = heads;
    this.store = store;
    this.bodies = bodies;
    this.tokens = tokens;
    this.clock = clock;
  }

  Future<GetAnswer> get(GetRequest request) {
    return attempt(request, clock.monotonicMillis() + request.timeoutMillis(), 1);
  }

  private Future<GetAnswer> attempt(GetRequest request, long deadline, int number) {
    Plan plan = planner.plan(request.key());
    int r = request.r().of(plan.owners(), plan.readQuorum());
    long left = deadline - clock.monotonicMillis();
    if (left < 1) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.TIMEOUT, "the request's time ran out before the first byte"));
    }
    return heads
        .read(plan, r, request.bytesWanted(), left)
        .compose(tally -> sure(plan, request, tally, deadline))
        .compose(tally -> choose(plan, request, tally))
        .recover(
            cause ->
                cause instanceof Bodies.BodyGone && number < ATTEMPTS_MAX
                    ? attempt(request, deadline, number + 1)
                    : Future.failedFuture(asFailure(cause)));
  }

  /**
   * That nothing is there needs R filled owners, however few the request asked for (rule W4): one
   * that missed the write would deny it.
   */
  private Future<ReadTally> sure(Plan plan, GetRequest request, ReadTally tally, long deadline) {
    int needed = plan.chain().readQuorum();
    if (tally.merged().shown().isPresent() || tally.filled() >= needed) {
      return Future.succeededFuture(tally);
    }
    long left = Math.max(1, deadline - clock.monotonicMillis());
    return heads.read(plan, needed, request.bytesWanted(), left);
  }

  private Future<GetAnswer> choose(Plan plan, GetRequest request, ReadTally tally) {
    BlobObject object = tally.merged();
    Optional<Version> shown = object.shown();
    Preconditions.Verdict verdict = request.preconditions().forRead(object);
    if (verdict == Preconditions.Verdict.FAILED) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold"));
    }
    if (shown.isEmpty()) {
      return Future.failedFuture(absent(plan, object));
    }
    Version version = shown.get();
    long size = version.content().orElseThrow().sizeBytes();
    boolean modified = verdict == Preconditions.Verdict.PROCEED;
    Optional<ByteRange> range =
        modified && request.range().isPresent()
            ? request.range().get().of(size)
            : Optional.of(ByteRange.whole(size));
    if (range.isEmpty()) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.RANGE_NOT_SATISFIABLE, "the blob has " + size + " bytes"));
    }
    Future<Optional<OpenBody>> body =
        modified && request.bytesWanted()
            ? open(plan, tally, version, range.get()).map(Optional::of)
            : Future.succeededFuture(Optional.empty());
    return body.map(
        opened ->
            new GetAnswer(
                version,
                token(plan, object, version),
                object.siblings().list().size(),
                modified,
                range.get(),
                modified && request.range().isPresent(),
                false,
                opened,
                plan.chain().number()));
  }

  private Future<OpenBody> open(Plan plan, ReadTally tally, Version version, ByteRange range) {
    Optional<OpenBody> inHand =
        tally
            .smallBody(version)
            .map(bytes -> new InlineBody(bytes.slice((int) range.offset(), (int) range.end())));
    if (inHand.isPresent()) {
      return Future.succeededFuture(inHand.get());
    }
    List<Member> holders = new ArrayList<>(tally.holders(version));
    // Owners that were not asked may hold it as well; they come last.
    plan.others().stream().filter(other -> !tally.members().contains(other)).forEach(holders::add);
    List<ReplicaFailure> failures = new ArrayList<>(tally.damaged(version));
    if (!holders.remove(plan.self())) {
      return openRemote(plan, holders, version, range, failures);
    }
    return store
        .open(plan.key(), version, range)
        .recover(
            cause -> {
              failures.add(ReplicaRefusal.at(plan.self().seat(), cause));
              return Future.succeededFuture(Optional.empty());
            })
        .compose(
            local ->
                local
                    .map(Future::succeededFuture)
                    .orElseGet(() -> openRemote(plan, holders, version, range, failures)));
  }

  /** Tries the holders one after the other: another may take over before the first byte. */
  private Future<OpenBody> openRemote(
      Plan plan,
      List<Member> holders,
      Version version,
      ByteRange range,
      List<ReplicaFailure> failures) {
    if (holders.isEmpty()) {
      boolean replaced =
          failures.isEmpty()
              || failures.stream().anyMatch(f -> f.reason() == ReplicaFailure.Reason.REFUSED);
      return Future.failedFuture(
          replaced
              ? new Bodies.BodyGone("the version was replaced while it was being opened")
              : BlobFailure.quorum(
                  ErrorCode.QUORUM_NOT_REACHED,
                  "no holder of the version could be read",
                  false,
                  failures));
    }
    Member holder = holders.get(0);
    return bodies
        .open(holder, plan.key(), version, range)
        .recover(
            cause -> {
              failures.add(ReplicaRefusal.at(holder.seat(), cause));
              return openRemote(plan, holders.subList(1, holders.size()), version, range, failures);
            });
  }

  private BlobFailure absent(Plan plan, BlobObject object) {
    if (object.isEmpty()) {
      return BlobFailure.of(ErrorCode.NOT_FOUND, "there is no such blob");
    }
    return BlobFailure.gone(
        "the blob was deleted", tokens.encode(plan.key().key(), object.context()));
  }

  private String token(Plan plan, BlobObject object, Version version) {
    Context context = object.contextOf(version.dot()).orElseGet(version::context);
    return tokens.encode(plan.key().key(), context);
  }

  private static Throwable asFailure(Throwable cause) {
    return cause instanceof Bodies.BodyGone
        ? BlobFailure.of(ErrorCode.UNAVAILABLE, "the key is being replaced all the time; try again")
        : cause;
  }
}
