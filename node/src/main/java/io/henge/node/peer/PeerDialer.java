package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to peers, proven in both directions; used from one event loop. */
final class PeerDialer {
  private static final Logger LOG = LoggerFactory.getLogger(PeerDialer.class);

  private final Vertx vertx;
  private final LocalPeer self;
  private final PeerHealth health;
  private final Refusals refusals;
  private final PeerLimits limits;
  private final NetClient client;

  PeerDialer(Vertx vertx, LocalPeer self, PeerHealth health, Refusals refusals, PeerLimits limits) {
    this.vertx = vertx;
    this.self = self;
    this.health = health;
    this.refusals = refusals;
    this.limits = limits;
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(limits.connectMillis()));
  }

  /**
   * Connects. Fails with {@link NetworkFailure}. The first thing to do with the result is to give
   * it a sink.
   */
  Future<PeerSocket> dial(PeerTarget target, Hello.Role role) {
    return client
        .connect(target.address().port(), target.address().host())
        .transform(
            connected ->
                connected.succeeded()
                    ? handshake(connected.result(), target, role)
                    : Future.failedFuture(notConnected(target, connected.cause())));
  }

  Future<Void> close() {
    return client.close();
  }

  private NetworkFailure notConnected(PeerTarget target, Throwable why) {
    boolean refused = why instanceof ConnectException && !isTimeout(why);
    target.node().ifPresent(node -> health.notConnected(node, target.address(), refused));
    return new NetworkFailure(
        Reason.UNREACHABLE, target + " does not accept connections: " + why.getMessage());
  }

  private static boolean isTimeout(Throwable why) {
    // Netty's timeout is a ConnectException too.
    return why.getClass().getSimpleName().contains("Timeout");
  }

  private Future<PeerSocket> handshake(NetSocket socket, PeerTarget target, Hello.Role role) {
    ClientHandshake handshake = new ClientHandshake(self, role, target.node());
    ClientHandshaker handshaker = new ClientHandshaker(handshake, target, refusals);
    PeerSocket peerSocket = handshaker.begin(socket);
    long deadline =
        vertx.setTimer(limits.handshakeMillis(), late -> peerSocket.close("no handshake in time"));
    return handshaker
        .proven()
        .andThen(result -> vertx.cancelTimer(deadline))
        .recover(
            why -> {
              LOG.debug("no handshake with {}: {}", target, why.getMessage());
              target.node().ifPresent(node -> health.notConnected(node, target.address(), false));
              return Future.failedFuture(why);
            });
  }
}
