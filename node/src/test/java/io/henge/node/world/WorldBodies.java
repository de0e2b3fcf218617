package io.henge.node.world;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Bodies;
import io.henge.node.port.IncomingBody;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.Address;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The ways of bodies between the stores of a world. They go over the same links as the messages:
 * what is cut there is cut here. A node that takes bodies too slowly is detached.
 */
final class WorldBodies implements Bodies {
  /** Larger bodies are staged; small, so that both ways are gone often. */
  static final int SMALL_BYTES_MAX = 64;

  private static final int PATIENCE_MILLIS = 1_000;

  private final Surroundings surroundings;
  private final Neighbours neighbours;
  private final Address self;
  private final Life life;
  private final BlobStore store;

  /** How the bodies of one node reach the other nodes. */
  interface Neighbours {
    /** The node that runs at that address, as long as it can be reached from the other. */
    Optional<Neighbour> reach(Address from, Address to);

    /** What happens elsewhere before a body is opened at a holder. */
    Future<?> beforeOpening(Address holder);
  }

  /** A node's store, in its present life. */
  record Neighbour(Life life, BlobStore store, boolean takesBodies) {}

  WorldBodies(
      Surroundings surroundings, Neighbours neighbours, Address self, Life life, BlobStore store) {
    this.surroundings = surroundings;
    this.neighbours = neighbours;
    this.self = self;
    this.life = life;
    this.store = store;
  }

  @Override
  public Future<Received> receive(IncomingBody incoming, ReceivePlan plan) {
    WorldBody body = (WorldBody) incoming;
    body.asked();
    Promise<Void> arrived = Promise.promise();
    surroundings.clock().after(body.takesMillis(), life.whileItLasts(() -> arrived.complete()));
    return arrived
        .future()
        .compose(
            all -> {
              if (body.breaksOff()) {
                return Future.failedFuture(
                    BlobFailure.of(ErrorCode.BAD_REQUEST, "the client is gone"));
              }
              return body.bytes().length() <= SMALL_BYTES_MAX
                  ? Future.succeededFuture(
                      new Received.Small(body.bytes(), Bytes.crc32c(body.bytes())))
                  : spread(body.bytes(), plan);
            });
  }

  private Future<Received> spread(Buffer bytes, ReceivePlan plan) {
    Set<Seat> stagedAt = new HashSet<>();
    List<ReplicaFailure> detached = new ArrayList<>();
    List<Future<Void>> all = new ArrayList<>();
    for (Member remote : plan.remotes()) {
      Future<Void> staged = at(remote.peer(), there -> stageAt(there, plan.stage(), bytes));
      all.add(
          staged
              .onSuccess(done -> stagedAt.add(remote.seat()))
              .onFailure(cause -> detached.add(detach(remote, cause)))
              .otherwiseEmpty());
    }
    return write(store, plan.stage(), bytes)
        .recover(cause -> Future.failedFuture(localFailure(cause)))
        .compose(here -> Future.join(all))
        .compose(
            ended -> {
              if (1 + stagedAt.size() < plan.least()) {
                return Future.failedFuture(
                    BlobFailure.quorum(
                        ErrorCode.QUORUM_NOT_REACHED, "too few took the body", false, detached));
              }
              return Future.<Received>succeededFuture(
                  new Received.Staged(bytes.length(), Bytes.crc32c(bytes), stagedAt, detached));
            })
        .onFailure(cause -> abandon(plan.stage(), plan.remotes()));
  }

  private ReplicaFailure detach(Member remote, Throwable cause) {
    surroundings.saw(Sighting.REPLICA_DETACHED);
    Reason reason = cause instanceof NetworkFailure network ? network.reason() : Reason.STORAGE;
    return new ReplicaFailure(remote.seat(), reason, "" + cause);
  }

  private static BlobFailure localFailure(Throwable cause) {
    boolean full =
        cause instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.NO_SPACE;
    return BlobFailure.of(
        full ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.UNAVAILABLE, "the local stage: " + cause);
  }

  private static Future<Void> stageAt(Neighbour there, StageId id, Buffer bytes) {
    return there.takesBodies()
        ? write(there.store(), id, bytes)
        : Future.failedFuture(new NetworkFailure(Reason.STALLED, "it takes bodies too slowly"));
  }

  private static Future<Void> write(BlobStore store, StageId id, Buffer bytes) {
    return store
        .stage(id)
        .compose(
            stage ->
                stage
                    .write(bytes)
                    .compose(ready -> stage.complete(bytes.length(), Bytes.crc32c(bytes))));
  }

  @Override
  public Future<OpenBody> open(
      Member holder, PartitionedKey key, Version version, ByteRange range) {
    surroundings.saw(Sighting.BODY_OPENED_AT_A_PEER);
    return neighbours
        .beforeOpening(holder.peer())
        .compose(done -> at(holder.peer(), there -> there.store().open(key, version, range)))
        .compose(body -> body.map(Future::succeededFuture).orElseGet(this::gone));
  }

  private Future<OpenBody> gone() {
    surroundings.saw(Sighting.BODY_GONE_WHEN_OPENED);
    return Future.failedFuture(new BodyGone("it is there no more"));
  }

  @Override
  public Future<Void> fetch(Member holder, PartitionedKey key, Version version, StageId into) {
    long size = version.content().orElseThrow().sizeBytes();
    return open(holder, key, version, ByteRange.whole(size))
        .compose(body -> write(store, into, ((InlineBody) body).bytes()));
  }

  @Override
  public void abandon(StageId stage, List<Member> remotes) {
    step(() -> store.abandon(stage));
    for (Member remote : remotes) {
      at(remote.peer(), there -> there.store().abandon(stage));
    }
  }

  private void step(Supplier<Future<Void>> step) {
    surroundings.later(life, 1, step);
  }

  /** Does something at another node and brings back what came of it, or gives up after a while. */
  private <T> Future<T> at(Address to, Function<Neighbour, Future<T>> step) {
    Promise<T> result = Promise.promise();
    surroundings
        .clock()
        .after(
            PATIENCE_MILLIS,
            life.whileItLasts(
                () -> result.tryFail(new NetworkFailure(Reason.TIMEOUT, "no answer in time"))));
    surroundings.later(
        life,
        5,
        () -> {
          Optional<Neighbour> there = neighbours.reach(self, to);
          if (there.isEmpty()) {
            result.tryFail(new NetworkFailure(Reason.UNREACHABLE, "nobody listens"));
            return Future.succeededFuture();
          }
          return step.apply(there.get())
              .onComplete(
                  done -> back(to, () -> result.tryComplete(done)),
                  cause -> back(to, () -> result.tryFail(cause)));
        });
    return result.future();
  }

  private void back(Address from, Runnable arrival) {
    surroundings
        .clock()
        .after(
            1 + surroundings.below(5),
            life.whileItLasts(
                () -> {
                  if (neighbours.reach(from, self).isPresent()) {
                    arrival.run();
                  }
                }));
  }
}
