package io.henge.node.peer;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.port.Network;
import io.henge.ring.Address;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.version.Version;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connecting side of the peer plane: one per event loop, used from it only. To each peer one
 * connection for calls, and a few for bodies, all opened when they are needed.
 */
public final class PeerConnections implements Network {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnections.class);
  private static final long TICK_MILLIS = 1_000;
  private static final long ABANDON_MILLIS = 5_000;
  private static final Buffer NOTHING = Buffer.buffer();

  private final Vertx vertx;
  private final PeerHealth health;
  private final PeerLimits limits;
  private final PeerDialer dialer;
  private final Map<PeerTarget, CallChannel> channels = new HashMap<>();
  private final Map<PeerTarget, BodyPool> pools = new HashMap<>();
  private final Set<RemoteRead> reads = new HashSet<>();
  private final long ticker;

  /** Connections of the event loop that this is called on. */
  public PeerConnections(
      Vertx vertx, LocalPeer self, PeerHealth health, Refusals refusals, PeerLimits limits) {
    this.vertx = vertx;
    this.health = health;
    this.limits = limits;
    this.dialer = new PeerDialer(vertx, self, health, refusals, limits);
    this.ticker = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  @Override
  public Future<Buffer> call(Member to, Buffer request, long timeoutMillis) {
    return channel(PeerTarget.of(to)).call(FrameType.CALL, request, timeoutMillis);
  }

  /**
   * Calls whoever listens at an address, if it is admitted: for when its name is not known yet.
   * Otherwise as {@link #call}.
   */
  public Future<Buffer> callAddress(Address to, Buffer request, long timeoutMillis) {
    PeerTarget target = new PeerTarget(to, Optional.empty());
    return channel(target).call(FrameType.CALL, request, timeoutMillis);
  }

  /** Asks a peer whether it is there. */
  public Future<Void> ping(NodeId node, Address address, long timeoutMillis) {
    PeerTarget target = new PeerTarget(address, Optional.of(node));
    return channel(target).call(FrameType.PING, NOTHING, timeoutMillis).mapEmpty();
  }

  /**
   * Begins a body at a peer, of that length if it is known; what goes wrong is told as an event,
   * after this returned.
   */
  public StageStream openStage(
      Member to, StageId id, OptionalLong sizeBytes, StageStream.Events events) {
    Context loop = vertx.getOrCreateContext();
    BodyMessages.OpenStage stage = new BodyMessages.OpenStage(id, sizeBytes);
    StageStream stream = new StageStream(loop, pool(PeerTarget.of(to)), stage, events);
    loop.runOnContext(later -> stream.open());
    return stream;
  }

  /** Removes a stage at a peer if it is reached; if not, the peer sweeps it itself, later. */
  public void abandonStage(Member at, StageId id) {
    channel(PeerTarget.of(at))
        .call(FrameType.ABANDON, BodyMessages.encodeStage(id), ABANDON_MILLIS)
        .onFailure(why -> LOG.debug("stage {} is left to be swept: {}", id, why.getMessage()));
  }

  /**
   * Asks for a slice of a body. Fails with {@link io.henge.node.port.NetworkFailure}, or with
   * {@link io.henge.node.port.Bodies.BodyGone}.
   *
   * @param patience how long the peer may be silent, give or take a second
   */
  public Future<RemoteRead> read(
      Member from, PartitionedKey key, Version version, ByteRange range, ReadPatience patience) {
    PeerTarget target = PeerTarget.of(from);
    BodyPool pool = pool(target);
    BodyMessages.Read request = new BodyMessages.Read(key, version, range);
    return pool.acquire()
        .compose(
            socket -> {
              RemoteRead read = new RemoteRead(pool, socket, patience);
              reads.add(read);
              return read.begin(request);
            });
  }

  /** Closes all connections; calls fail from now on. */
  public Future<Void> close() {
    vertx.cancelTimer(ticker);
    channels.values().forEach(CallChannel::close);
    pools.values().forEach(BodyPool::close);
    return dialer.close();
  }

  private CallChannel channel(PeerTarget target) {
    return channels.computeIfAbsent(
        target, to -> new CallChannel(vertx, dialer, to, health, limits));
  }

  private BodyPool pool(PeerTarget target) {
    return pools.computeIfAbsent(target, to -> new BodyPool(dialer, to, limits));
  }

  private void tick() {
    long now = System.nanoTime();
    reads.removeIf(read -> read.isOverOrSilent(now));
    long idleSince = now - TimeUnit.MILLISECONDS.toNanos(limits.idleMillis());
    pools.values().forEach(pool -> pool.sweep(idleSince));
  }
}
