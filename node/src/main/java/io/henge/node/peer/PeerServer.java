package io.henge.node.peer;

import io.henge.node.message.PeerHandler;
import io.henge.node.storage.BlobStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepting side of the peer plane: one per event loop, used from it only; all of a node share
 * the port. A connection is served when it has proven that it knows the cluster's secret and is
 * admitted; until then it gets nothing but the handshake, for a few seconds, and few of them at
 * once.
 */
public final class PeerServer {
  private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);

  private final Vertx vertx;
  private final LocalPeer self;
  private final PeerHandler requests;
  private final BlobStore store;
  private final Refusals refusals;
  private final PeerLimits limits;
  private final NetServer server;
  private final Set<ServedConnection> served = new HashSet<>();
  private int unproven;

  /** A server that does not listen yet. */
  public PeerServer(
      Vertx vertx,
      LocalPeer self,
      PeerHandler requests,
      BlobStore store,
      Refusals refusals,
      PeerLimits limits) {
    this.vertx = vertx;
    this.self = self;
    this.requests = requests;
    this.store = store;
    this.refusals = refusals;
    this.limits = limits;
    this.server =
        vertx
            .createNetServer(
                new NetServerOptions()
                    .setTcpNoDelay(true)
                    // A peer whose machine died says nothing any more: only this ends its
                    // connection.
                    .setTcpKeepAlive(true)
                    .setAcceptBacklog(1_024))
            .connectHandler(this::accepted)
            .exceptionHandler(why -> LOG.debug("a connection failed before it began", why));
  }

  /** Listens; call it on the event loop that is to serve. Port 0 takes any that is free. */
  public Future<Void> listen(String host, int port) {
    return server.listen(port, host).mapEmpty();
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  /** Closes the connections of peers that are not admitted any more; for when members changed. */
  public void recheck() {
    for (ServedConnection connection : List.copyOf(served)) {
      self.admission()
          .refuse(connection.peer())
          .ifPresent(
              name -> {
                refusals.tell("peer " + connection.peer().node(), "refused: " + name);
                connection.close(name);
              });
    }
  }

  /** Stops listening and closes all connections. */
  public Future<Void> close() {
    for (ServedConnection connection : List.copyOf(served)) {
      connection.close("this node stops");
    }
    return server.close();
  }

  private void accepted(NetSocket socket) {
    if (unproven >= limits.unprovenMax()) {
      LOG.debug("too many connections have not proven themselves yet; one more is closed");
      socket.close().onFailure(why -> LOG.debug("closing a connection failed", why));
      return;
    }
    unproven++;
    ServerHandshaker handshaker = new ServerHandshaker(self, refusals);
    PeerSocket peerSocket = handshaker.begin(socket);
    long deadline =
        vertx.setTimer(limits.handshakeMillis(), late -> peerSocket.close("no handshake in time"));
    handshaker
        .admitted()
        .andThen(
            result -> {
              unproven--;
              vertx.cancelTimer(deadline);
            })
        .onComplete(
            peer -> serve(peerSocket, peer),
            why -> LOG.debug("no handshake with {}: {}", peerSocket.host(), why.getMessage()));
  }

  private void serve(PeerSocket socket, Hello peer) {
    ServedConnection connection =
        new ServedConnection(
            socket, peer, self.admission(), requests, store, limits.servedMax(), served::remove);
    served.add(connection);
    socket.sink(connection);
    if (peer.role() == Hello.Role.CALLS) {
      socket.sendTogether();
    }
  }
}
