package io.henge.node.coordinator;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.coordinator.ContextTokens.Seen;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.port.Bodies;
import io.henge.node.port.Clock;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.storage.BlobStore;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A GET, step by step: plan; heads from R owners, merged; the version to show or the one that was
 * asked for, conditions and range; the bytes from one holder, this node if it is one.
 *
 * <p>If the bytes of the chosen version vanish between head and opening, because it was replaced
 * meanwhile, all begins again from the heads, a bounded number of times (rule W6). Owners that turn
 * out to be behind are brought up to date afterwards.
 */
final class GetCoordinator {
  /** A key that is replaced faster than it can be opened that many times is busy: 503. */
  private static final int ATTEMPTS_MAX = 4;

  private final Planner planner;
  private final Lookup lookup;
  private final BlobStore store;
  private final BodyOpening opening;
  private final ContextTokens tokens;
  private final Clock clock;

  GetCoordinator(
      Planner planner,
      Lookup lookup,
      BlobStore store,
      BodyOpening opening,
      ContextTokens tokens,
      Clock clock) {
    this.planner = planner;
    this.lookup = lookup;
    this.store = store;
    this.opening = opening;
    this.tokens = tokens;
    this.clock = clock;
  }

  Future<GetAnswer> get(GetRequest request) {
    return attempt(ArrivedRead.now(request, clock), 1);
  }

  /** All versions that there are, of which a GET shows the first. */
  Future<SiblingsAnswer> siblings(SiblingsRequest request) {
    GetRequest any = GetRequest.headOf(request.key(), request.options());
    ArrivedRead read = ArrivedRead.now(any, clock);
    Promise<Void> answered = Promise.promise();
    return planner
        .ask(
            request.key(),
            plan ->
                lookup.of(plan, read, answered.future()).compose(tally -> list(plan, read, tally)))
        .andThen(ended -> answered.complete());
  }

  private Future<GetAnswer> attempt(ArrivedRead read, int number) {
    Promise<Void> answered = Promise.promise();
    return planner
        .ask(
            read.request().key(),
            plan ->
                lookup
                    .of(plan, read, answered.future())
                    .compose(tally -> choose(plan, read, tally)))
        .andThen(ended -> answered.complete())
        .recover(
            cause ->
                cause instanceof Bodies.BodyGone && number < ATTEMPTS_MAX
                    ? attempt(read, number + 1)
                    : Future.failedFuture(asFailure(cause)));
  }

  private Future<SiblingsAnswer> list(Plan plan, ArrivedRead read, ReadTally tally) {
    BlobObject object = tally.merged();
    if (read.wantedOf(object).isEmpty()) {
      return Future.failedFuture(absent(plan, read.request(), tally));
    }
    return Future.succeededFuture(
        new SiblingsAnswer(
            read.siblings(object).list(),
            token(plan, tally, object.context()),
            !tally.isEnough(),
            plan.chain().number()));
  }

  private Future<GetAnswer> choose(Plan plan, ArrivedRead read, ReadTally tally) {
    GetRequest request = read.request();
    BlobObject object = tally.merged();
    Optional<Version> wanted = read.wantedOf(object);
    if (wanted.isEmpty() && request.version().isPresent()) {
      return Future.failedFuture(absent(plan, request, tally));
    }
    Preconditions.Verdict verdict =
        request.version().isPresent()
            ? request.preconditions().forRead(wanted.get())
            : request.preconditions().forRead(object, read.wallMillis());
    if (verdict == Preconditions.Verdict.FAILED) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.PRECONDITION_FAILED, "a precondition does not hold"));
    }
    if (wanted.isEmpty()) {
      return Future.failedFuture(absent(plan, request, tally));
    }
    Version version = wanted.get();
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
                token(plan, tally, object.contextOf(version.dot()).orElseGet(version::context)),
                read.siblings(object).list().size(),
                modified,
                range.get(),
                modified && request.range().isPresent(),
                !tally.isEnough(),
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
      return opening.open(new BodyOpening.Wanted(plan, version, range, holders, failures));
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
                    .orElseGet(
                        () ->
                            opening.open(
                                new BodyOpening.Wanted(plan, version, range, holders, failures))));
  }

  private BlobFailure absent(Plan plan, GetRequest request, ReadTally tally) {
    BlobObject object = tally.merged();
    if (request.version().isPresent()) {
      return BlobFailure.of(ErrorCode.NOT_FOUND, whyNotLive(object, request.version().get()));
    }
    if (object.isEmpty()) {
      return BlobFailure.of(ErrorCode.NOT_FOUND, "there is no such blob");
    }
    // What shows to who does not ask for the time, and is not there, has expired.
    return BlobFailure.gone(
        object.shown().isPresent() ? "the blob has expired" : "the blob was deleted",
        token(plan, tally, object.context()));
  }

  private static String whyNotLive(BlobObject object, Dot dot) {
    Optional<Version> live = object.version(dot);
    if (live.isPresent()) {
      return live.get().isTombstone()
          ? "the version is a delete and has no bytes"
          : "the version has expired";
    }
    return object.context().contains(dot)
        ? "the version is not live any more: a later write has replaced it"
        : "the key has no version of that name";
  }

  private String token(Plan plan, ReadTally tally, Context context) {
    return tokens.encode(plan.key().key(), new Seen(context, tally.lowestRemovalNumber()));
  }

  private static Throwable asFailure(Throwable cause) {
    return cause instanceof Bodies.BodyGone
        ? BlobFailure.of(ErrorCode.UNAVAILABLE, "the key is being replaced all the time; try again")
        : cause;
  }
}
