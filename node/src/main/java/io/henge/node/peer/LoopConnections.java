package io.henge.node.peer;

import io.henge.node.port.Network;
import io.henge.ring.Member;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Each event loop's own {@link PeerConnections}, made when the loop first needs them. As a network
 * it uses those of the event loop it is called on. Thread-safe.
 */
public final class LoopConnections implements Network {
  private final Vertx vertx;
  private final Supplier<PeerConnections> maker;
  private final Map<EventLoop, Slot> byLoop = new ConcurrentHashMap<>();

  /** The connections of a loop and a context of it. */
  private record Slot(Context context, PeerConnections connections) {}

  /** The maker is called on each event loop at most once. */
  public LoopConnections(Vertx vertx, Supplier<PeerConnections> maker) {
    this.vertx = vertx;
    this.maker = maker;
  }

  /** Those of the current event loop. */
  public PeerConnections current() {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    return byLoop
        .computeIfAbsent(context.nettyEventLoop(), loop -> new Slot(context, maker.get()))
        .connections();
  }

  @Override
  public Future<Buffer> call(Member to, Buffer request, long timeoutMillis) {
    return current().call(to, request, timeoutMillis);
  }

  /** Closes all connections of all loops. */
  public Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    for (Slot slot : byLoop.values()) {
      closing.add(
          Future.future(
              closed ->
                  slot.context()
                      .runOnContext(now -> slot.connections().close().onComplete(closed))));
    }
    return Future.all(closing).mapEmpty();
  }
}
