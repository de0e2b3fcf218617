package io.henge.node.peer;

import io.henge.ring.NodeId;
import io.henge.ring.codec.Decoder;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The connecting side of a handshake, without sockets: hello, the server's challenge with its
 * proof, this side's proof. The server proves itself first, so that nothing is proven to somebody
 * who merely listens at a member's address.
 */
final class ClientHandshake {
  private final LocalPeer self;
  private final Optional<NodeId> expected;
  private final Hello mine;
  private final byte[] mineBytes;

  ClientHandshake(LocalPeer self, Hello.Role role, Optional<NodeId> expected) {
    this.self = self;
    this.expected = expected;
    this.mine = self.hello(role);
    this.mineBytes = mine.encode();
  }

  /** The payload of {@link FrameType#HELLO}. */
  Buffer hello() {
    return Buffer.buffer(mineBytes);
  }

  /**
   * Checks the payload of {@link FrameType#CHALLENGE}.
   *
   * @return the payload of {@link FrameType#PROOF}
   * @throws HandshakeRefused when the server is not the one, or not wanted
   */
  Buffer prove(Buffer challenge) {
    Decoder in = new Decoder(challenge.getBytes());
    byte[] serverBytes = in.bytes(FrameReader.UNPROVEN_BYTES_MAX);
    byte[] proof = in.raw(PeerKey.PROOF_BYTES);
    in.expectEnd();
    Hello server = Hello.decode(serverBytes);
    if (!PeerKey.same(self.key().serverProof(mineBytes, serverBytes), proof)) {
      throw new HandshakeRefused(HandshakeRefused.WRONG_SECRET);
    }
    if (server.role() != Hello.Role.SERVER) {
      throw new HandshakeRefused(HandshakeRefused.WRONG_ROLE);
    }
    if (expected.isPresent() && !expected.get().equals(server.node())) {
      throw new HandshakeRefused(HandshakeRefused.ANOTHER_NODE);
    }
    self.judge(mine, server);
    return Buffer.buffer(self.key().clientProof(mineBytes, serverBytes));
  }
}
