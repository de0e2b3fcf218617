package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/** Leads a connection that this node opened through the handshake. */
final class ClientHandshaker implements FrameSink {
  private final ClientHandshake handshake;
  private final PeerTarget target;
  private final Refusals refusals;
  private final Promise<PeerSocket> proven = Promise.promise();
  private Optional<PeerSocket> socket = Optional.empty();
  private boolean proofSent;

  ClientHandshaker(ClientHandshake handshake, PeerTarget target, Refusals refusals) {
    this.handshake = handshake;
    this.target = target;
    this.refusals = refusals;
  }

  /** Says hello. */
  PeerSocket begin(NetSocket connected) {
    PeerSocket peerSocket = new PeerSocket(connected, this);
    socket = Optional.of(peerSocket);
    peerSocket.write(FrameType.HELLO, 0, handshake.hello());
    return peerSocket;
  }

  /** The connection, ready for use; fails with {@link NetworkFailure}. */
  Future<PeerSocket> proven() {
    return proven.future();
  }

  @Override
  public void frame(Frame frame) {
    try {
      switch (frame.type()) {
        case CHALLENGE -> prove(frame.payload());
        case WELCOME -> welcome();
        case REFUSED -> throw refusedWith(BodyMessages.decodeText(frame.payload()));
        default -> throw new IllegalArgumentException("not a handshake: " + frame.type());
      }
    } catch (HandshakeRefused refused) {
      refusals.tell(target.toString(), refused.getMessage());
      proven.tryFail(new NetworkFailure(Reason.REFUSED, target + ": " + refused.getMessage()));
      socket()
          .closeAfter(
              FrameType.REFUSED,
              BodyMessages.encodeText(refused.getMessage()),
              refused.getMessage());
    }
  }

  /** The server proves itself first: who refuses a proof knows the secret. */
  private HandshakeRefused refusedWith(String name) {
    if (proofSent && name.equals(ChainAdmission.RETIRED)) {
      refusals.retired();
    }
    return HandshakeRefused.byPeer(name);
  }

  private void prove(Buffer challenge) {
    if (proofSent) {
      throw new IllegalArgumentException("a second challenge");
    }
    proofSent = true;
    socket().write(FrameType.PROOF, 0, handshake.prove(challenge));
  }

  private void welcome() {
    if (!proofSent) {
      throw new IllegalArgumentException("a welcome before the proof");
    }
    socket().proven();
    proven.complete(socket());
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
    proven.tryFail(new NetworkFailure(Reason.UNREACHABLE, target + ": " + reason));
  }
}
