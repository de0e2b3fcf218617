package io.henge.node.peer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/** Leads an accepted connection through the handshake. */
final class ServerHandshaker implements FrameSink {
  private final LocalPeer self;
  private final Refusals refusals;
  private final Promise<Hello> admitted = Promise.promise();
  private Optional<PeerSocket> socket = Optional.empty();
  private Optional<ServerHandshake> handshake = Optional.empty();

  ServerHandshaker(LocalPeer self, Refusals refusals) {
    this.self = self;
    this.refusals = refusals;
  }

  /** Begins to listen to what the client says. */
  PeerSocket begin(NetSocket accepted) {
    PeerSocket peerSocket = new PeerSocket(accepted, this);
    socket = Optional.of(peerSocket);
    return peerSocket;
  }

  /** The client, proven and admitted; fails when the connection has ended or will at once. */
  Future<Hello> admitted() {
    return admitted.future();
  }

  @Override
  public void frame(Frame frame) {
    try {
      switch (frame.type()) {
        case HELLO -> challenge(frame.payload());
        case PROOF -> admit(frame.payload());
        case REFUSED -> throw HandshakeRefused.byPeer(BodyMessages.decodeText(frame.payload()));
        default -> throw new IllegalArgumentException("not a handshake: " + frame.type());
      }
    } catch (HandshakeRefused refused) {
      refusals.tell("peer at " + socket().host(), refused.getMessage());
      socket()
          .closeAfter(
              FrameType.REFUSED,
              BodyMessages.encodeText(refused.getMessage()),
              refused.getMessage());
    }
  }

  private void challenge(Buffer hello) {
    if (handshake.isPresent()) {
      throw new IllegalArgumentException("a second hello");
    }
    ServerHandshake begun = new ServerHandshake(self, hello);
    handshake = Optional.of(begun);
    socket().write(FrameType.CHALLENGE, 0, begun.challenge());
  }

  private void admit(Buffer proof) {
    Hello peer =
        handshake
            .orElseThrow(() -> new IllegalArgumentException("a proof without a hello"))
            .admit(proof);
    socket().proven();
    socket().write(FrameType.WELCOME, 0);
    admitted.complete(peer);
  }

  private PeerSocket socket() {
    return socket.orElseThrow();
  }

  @Override
  public void bytes(Buffer slice) {
    throw new IllegalArgumentException("bytes of a body in the handshake");
  }

  @Override
  public void closed(String reason) {
    admitted.tryFail(reason);
  }
}
