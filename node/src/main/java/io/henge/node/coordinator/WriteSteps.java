package io.henge.node.coordinator;

import io.henge.node.coordinator.ContextTokens.Seen;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.port.Clock;
import io.henge.node.replica.Draft;
import io.henge.node.replica.Minted;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The last steps of every write: make the version, commit it everywhere, write the receipt. */
final class WriteSteps {
  private final Copies copies;
  private final ContextTokens tokens;
  private final Clock clock;
  private final Told told;

  /** The ways to the copies of a key, here and there. */
  record Copies(Replicas replicas, Commits commits, WriteBack writeBack) {}

  /** Who is told how it went: how long small writes take, and what happens beside. */
  record Told(SmallRequests small, CoordinatorEvents events) {}

  WriteSteps(Copies copies, ContextTokens tokens, Clock clock, Told told) {
    this.copies = copies;
    this.tokens = tokens;
    this.clock = clock;
    this.told = told;
  }

  /**
   * Where the bytes are.
   *
   * @param here on this node
   * @param at at other owners, and at stand-ins that have a stage
   * @param detached which owners were left behind while the body arrived, and why
   */
  record Placed(NewBytes here, Map<Member, NewBytes> at, List<ReplicaFailure> detached) {}

  /**
   * How many acks, for how long to wait for them, and whether anybody still does.
   *
   * @param isSloppy whether those of stand-ins count
   * @param abandoned true once the client is gone: a version is not made any more (rule V9)
   */
  record Quorum(QuorumSize w, boolean isSloppy, long timeoutMillis, BooleanSupplier abandoned) {}

  /**
   * Makes the version of a draft and commits it.
   *
   * @param isSure whether enough owners have said what it replaces (rule V8)
   */
  Future<WriteReceipt> write(Plan plan, Draft draft, Placed placed, Quorum quorum, boolean isSure) {
    return told.small().write(draft.content(), () -> writeNow(plan, draft, placed, quorum, isSure));
  }

  private Future<WriteReceipt> writeNow(
      Plan plan, Draft draft, Placed placed, Quorum quorum, boolean isSure) {
    long deadline = clock.monotonicMillis() + quorum.timeoutMillis();
    return mint(plan, draft, placed.here(), quorum)
        .compose(
            minted ->
                copies
                    .commits()
                    .send(
                        new Commits.Dispatch(plan, minted, placed, quorum.isSloppy()),
                        quorum.w(),
                        Math.max(1, deadline - clock.monotonicMillis()))
                    .map(acks -> receipt(plan, seen(draft, minted), acks, isSure)));
  }

  /** Makes the version in time, or sees to it that it is never made (rule V9). */
  private Future<Minted> mint(Plan plan, Draft draft, NewBytes here, Quorum quorum) {
    Making making = new Making(plan, quorum.abandoned());
    Clock.Timer deadline = clock.after(quorum.timeoutMillis(), making::timeOut);
    copies
        .replicas()
        .local()
        .mint(plan.key(), draft, here, making::begin)
        .onComplete(making.made::tryComplete, making::fail);
    return making.made.future().andThen(ended -> deadline.cancel());
  }

  /**
   * A version being made. Once that has begun, a failure leaves open whether it is on the disk
   * here, unless the disk says that it had no room for it.
   */
  private static final class Making {
    private final Plan plan;
    private final BooleanSupplier abandoned;
    private final Promise<Minted> made = Promise.promise();
    private boolean hasBegun;

    Making(Plan plan, BooleanSupplier abandoned) {
      this.plan = plan;
      this.abandoned = abandoned;
    }

    boolean begin() {
      hasBegun = !made.future().isComplete() && !abandoned.getAsBoolean();
      return hasBegun;
    }

    void timeOut() {
      ReplicaFailure slow =
          new ReplicaFailure(plan.self().seat(), Reason.TIMEOUT, "its disk did not answer in time");
      made.tryFail(
          BlobFailure.quorum(
              ErrorCode.TIMEOUT, "the request's time ran out", hasBegun, List.of(slow)));
    }

    void fail(Throwable cause) {
      ReplicaFailure failure = ReplicaRefusal.at(plan.self().seat(), cause);
      boolean isFull = failure.reason() == Reason.NO_SPACE;
      made.tryFail(
          BlobFailure.quorum(
              isFull ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.UNAVAILABLE,
              "no version could be made",
              hasBegun && !isFull,
              List.of(failure)));
    }
  }

  /** The answer to a request whose earlier attempt made a version already (rule V9). */
  Future<WriteReceipt> answerAgain(Plan plan, Past.Answered before, Quorum quorum) {
    BlobObject seen = before.tally().merged();
    return copies
        .writeBack()
        .ensure(plan, before, quorum)
        .map(
            acks ->
                receipt(
                    plan,
                    new Named(
                        before.dot(),
                        new Seen(
                            contextOf(seen, before.dot()), before.tally().lowestRemovalNumber()),
                        seen.version(before.dot())),
                    acks,
                    true));
  }

  /** What a receipt says of a version, which may have been replaced meanwhile. */
  private record Named(Dot dot, Seen seen, Optional<Version> version) {
    OptionalInt crc32c() {
      return version
          .flatMap(Version::content)
          .map(content -> OptionalInt.of(content.crc32c()))
          .orElse(OptionalInt.empty());
    }

    OptionalLong expiresAtMillis() {
      return version.map(Version::expiresAtMillis).orElse(OptionalLong.empty());
    }
  }

  /** Whoever is being filled makes versions under a lower removal number than others have met. */
  private static Named seen(Draft draft, Minted minted) {
    Version version = minted.version();
    long number = Math.max(draft.removalNumber(), minted.fragment().removalNumber());
    return new Named(version.dot(), new Seen(version.context(), number), Optional.of(version));
  }

  private WriteReceipt receipt(Plan plan, Named named, Acks acks, boolean isSure) {
    if (acks.standIns() > 0) {
      told.events().acknowledgedWithStandIns();
    }
    return new WriteReceipt(
        Optional.of(named.dot()),
        tokens.encode(plan.key().key(), named.seen()),
        named.crc32c(),
        named.expiresAtMillis(),
        acks.total(),
        acks.of(),
        acks.standIns(),
        !isSure,
        plan.chain().number());
  }

  /**
   * A version that was replaced meanwhile is no longer there to tell its past; then the context
   * covers the version alone, and a write with it may leave a sibling, which is safe.
   */
  private static Context contextOf(BlobObject seen, Dot dot) {
    return seen.contextOf(dot)
        .orElseGet(
            () ->
                seen.requests().stream()
                    .filter(request -> request.dot().equals(dot))
                    .findFirst()
                    .map(request -> Context.EMPTY.plus(dot, request.timestamp(), Policy.SIBLINGS))
                    .orElse(Context.EMPTY));
  }
}
