package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.port.Clock;
import io.henge.node.replica.Minted;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends a new version to all owners at once, in a sloppy write also to those that stand in for
 * owners, and answers when enough hold it durably.
 *
 * <p>Those that are slower are left running; whoever fails or was detached before catches up later.
 * When too many fail or the time is up, the write's fate is unknown: it may surface, once.
 */
final class Commits {
  private final Replicas replicas;
  private final Planner planner;
  private final Clock clock;
  private final CatchUp catchUp;

  Commits(Replicas replicas, Planner planner, Clock clock, CatchUp catchUp) {
    this.replicas = replicas;
    this.planner = planner;
    this.clock = clock;
    this.catchUp = catchUp;
  }

  /**
   * A version on its way.
   *
   * @param plan who is concerned
   * @param minted the version, being committed here
   * @param placed where the bytes are
   * @param isSloppy whether stand-ins count
   */
  record Dispatch(Plan plan, Minted minted, WriteSteps.Placed placed, boolean isSloppy) {}

  /** Completes with the durable acks as soon as they are enough. */
  Future<Acks> send(Dispatch dispatch, QuorumSize w, long timeoutMillis) {
    long deadline = clock.monotonicMillis() + timeoutMillis;
    return planner.steadily(
        dispatch.plan(),
        plan ->
            new AckRound(
                    plan,
                    plan.writeShares(w),
                    dispatch.isSloppy(),
                    new Round(dispatch, plan),
                    clock)
                .start(Math.max(1, deadline - clock.monotonicMillis())));
  }

  /** One write in progress. */
  private final class Round implements AckRound.Telling {
    private final Plan plan;

    /** Whether the rows are others than when the body arrived. */
    private final boolean hasChanged;

    private final Minted minted;
    private final WriteSteps.Placed placed;
    private final Map<Member, ReplicaFailure> detached = new LinkedHashMap<>();

    Round(Dispatch dispatch, Plan plan) {
      this.plan = plan;
      this.hasChanged = !plan.equals(dispatch.plan());
      minted = dispatch.minted();
      placed = dispatch.placed();
      for (ReplicaFailure failure : placed.detached()) {
        detached.put(dispatch.plan().chain().layouts().member(failure.seat()), failure);
      }
    }

    @Override
    public Future<Void> here() {
      return minted.committed();
    }

    @Override
    public Future<Void> owner(Member owner) {
      return detached.containsKey(owner)
          ? Future.failedFuture(
              new ReplicaRefusal(detached.get(owner).reason(), detached.get(owner).text()))
          : bring(owner);
    }

    @Override
    public Future<Void> standIn(Member standIn) {
      return bring(standIn);
    }

    /**
     * Whoever has no stage takes the bytes from here, once they are committed here (rule W2). So
     * does whoever has come into the rows since: it must not get what was removed meanwhile, and
     * cannot know of that (rule T2).
     */
    private Future<Void> bring(Member member) {
      NewBytes bytes = placed.at().get(member);
      if (bytes == null && (hasChanged || placed.here() instanceof NewBytes.Staged)) {
        return minted.committed().compose(here -> replicas.offer(member, plan.key()));
      }
      return commit(member, bytes == null ? placed.here() : bytes);
    }

    private Future<Void> commit(Member member, NewBytes bytes) {
      return replicas.at(member).commit(plan.key(), minted.fragment(), bytes);
    }

    @Override
    public void missed(Member owner) {
      catchUp.owe(owner, plan.key());
    }

    @Override
    public RuntimeException tooFew(
        WriteTally tally, List<ReplicaFailure> failures, boolean isLate) {
      ErrorCode code =
          !isLate && tally.failedForSpace()
              ? ErrorCode.INSUFFICIENT_STORAGE
              : ErrorCode.QUORUM_NOT_REACHED;
      String text =
          "too few nodes made the write durable%s: %d acks"
              .formatted(isLate ? " in time" : "", tally.acks() + tally.standInAcks());
      return BlobFailure.quorum(code, text, true, failures);
    }
  }
}
