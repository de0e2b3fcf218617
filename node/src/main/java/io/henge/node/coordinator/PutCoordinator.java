package io.henge.node.coordinator;

import io.henge.node.blob.StageId;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.port.Bodies;
import io.henge.node.port.Bodies.ReceivePlan;
import io.henge.node.port.Bodies.Received;
import io.henge.node.port.Entropy;
import io.henge.node.replica.Draft;
import io.henge.ring.Member;
import io.henge.ring.version.Content;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A PUT, step by step: plan; past and preconditions; the body, to all owners at once; the version;
 * its commit at all owners; the answer when enough hold it durably.
 */
final class PutCoordinator {
  private final Planner planner;
  private final Past past;
  private final Bodies bodies;
  private final Entropy entropy;
  private final WriteSteps steps;

  PutCoordinator(Planner planner, Past past, Bodies bodies, Entropy entropy, WriteSteps steps) {
    this.planner = planner;
    this.past = past;
    this.bodies = bodies;
    this.entropy = entropy;
    this.steps = steps;
  }

  Future<WriteReceipt> put(PutRequest request) {
    planner.plan(request.key()).acksFor(request.options());
    return past.ofPut(request.key(), request.options())
        // The owners may have told of a newer entry, with another row or W.
        .compose(found -> write(planner.plan(request.key()), request, found));
  }

  private Future<WriteReceipt> write(Plan plan, PutRequest request, Past.Found found) {
    if (found.answered().isEmpty()) {
      return receive(plan, request, found);
    }
    WriteOptions options = request.options();
    WriteSteps.Quorum quorum =
        new WriteSteps.Quorum(
            options.w(), options.sloppy(), found.leftMillis(), request.body()::isAbandoned);
    return steps.answerAgain(plan, found.answered().get(), quorum);
  }

  private Future<WriteReceipt> receive(Plan plan, PutRequest request, Past.Found found) {
    // Not before a known request id: a retry is answered also after the moment that it names.
    OptionalLong expiresAtMillis = request.expiry().millis(found.arrivedMillis());
    boolean isSloppy = request.options().sloppy();
    StageId stage = new StageId(plan.self().node(), entropy.nextLong());
    ReceivePlan receiving = receivePlan(plan, stage, plan.acksFor(request.options()), isSloppy);
    return bodies
        .receive(request.body(), receiving)
        .recover(cause -> Future.failedFuture(withSeat(plan, cause)))
        .compose(
            received -> {
              Content content = content(received, request.attributes());
              WriteOptions options = request.options();
              Draft draft = found.draft(options, expiresAtMillis, Optional.of(content));
              return steps
                  .write(
                      plan,
                      draft,
                      placed(receiving.remotes(), received, stage),
                      new WriteSteps.Quorum(
                          options.w(),
                          isSloppy,
                          commitMillis(found, received),
                          request.body()::isAbandoned),
                      found.isSure())
                  .recover(
                      failed -> {
                        abandon(failed, received, stage, receiving.remotes());
                        return Future.failedFuture(failed);
                      });
            });
  }

  /**
   * A sloppy write takes along from the beginning those that stand in for suspected owners; with
   * fewer stages than W it goes on, since more stand-ins can take the bytes from here afterwards.
   */
  private static ReceivePlan receivePlan(Plan plan, StageId stage, int w, boolean isSloppy) {
    List<Member> helpers = isSloppy ? plan.helpers() : List.of();
    List<Member> remotes = new ArrayList<>(plan.remotes());
    remotes.addAll(helpers);
    int wanted = isSloppy || plan.isOwner() ? w : w + 1;
    int keep = Math.min(wanted, 1 + remotes.size());
    int late = isSloppy ? plan.standIns().size() - helpers.size() : 0;
    return new ReceivePlan(stage, remotes, plan.suspectedSeats(), keep, Math.max(1, keep - late));
  }

  /** What keeps this node from storing the body is told as any owner's reason is. */
  private static Throwable withSeat(Plan plan, Throwable cause) {
    if (!(cause instanceof BlobFailure failure)
        || failure.code().httpStatus() < 500
        || !failure.replicas().isEmpty()) {
      return cause;
    }
    Reason reason =
        failure.code() == ErrorCode.INSUFFICIENT_STORAGE ? Reason.NO_SPACE : Reason.STORAGE;
    ReplicaFailure own = new ReplicaFailure(plan.self().seat(), reason, failure.getMessage());
    return BlobFailure.quorum(
        failure.code(), failure.getMessage(), failure.maySurface(), List.of(own));
  }

  private static Content content(Received received, SortedMap<String, String> attributes) {
    return new Content(received.sizeBytes(), received.crc32c(), attributes);
  }

  private static WriteSteps.Placed placed(List<Member> remotes, Received received, StageId stage) {
    Map<Member, NewBytes> at = new LinkedHashMap<>();
    if (received instanceof Received.Small small) {
      NewBytes inline = new NewBytes.Inline(small.bytes());
      remotes.forEach(remote -> at.put(remote, inline));
      return new WriteSteps.Placed(inline, at, List.of());
    }
    Received.Staged staged = (Received.Staged) received;
    NewBytes inStage = new NewBytes.Staged(stage);
    remotes.stream()
        .filter(remote -> staged.stagedAt().contains(remote.seat()))
        .forEach(remote -> at.put(remote, inStage));
    return new WriteSteps.Placed(inStage, at, staged.detached());
  }

  /** A large body takes the disks a while to sync: at least ten megabytes a second are expected. */
  private static long commitMillis(Past.Found found, Received received) {
    return found.leftMillis() + received.sizeBytes() / 10_000;
  }

  /**
   * A write that may surface keeps its stages: commits that consume them are still under way. What
   * none of them consumes is swept.
   */
  private void abandon(Throwable failed, Received received, StageId stage, List<Member> remotes) {
    boolean maySurface = failed instanceof BlobFailure failure && failure.maySurface();
    if (received instanceof Received.Staged && !maySurface) {
      bodies.abandon(stage, remotes);
    }
  }
}
