package io.henge.node.peer;

import io.henge.ring.codec.Encoder;
import io.vertx.core.buffer.Buffer;

/**
 * The accepting side of a handshake, without sockets. Its nonce is drawn for this connection alone,
 * so the recording of another one does not fit.
 */
final class ServerHandshake {
  private final LocalPeer self;
  private final Hello mine;
  private final byte[] mineBytes;
  private final Hello client;
  private final byte[] clientBytes;

  /**
   * Begins with the payload of {@link FrameType#HELLO}.
   *
   * @throws HandshakeRefused when the client speaks another version
   */
  ServerHandshake(LocalPeer self, Buffer hello) {
    this.self = self;
    clientBytes = hello.getBytes();
    client = Hello.decode(clientBytes);
    mine = self.hello(Hello.Role.SERVER);
    mineBytes = mine.encode();
  }

  /** The payload of {@link FrameType#CHALLENGE}. */
  Buffer challenge() {
    return Buffer.buffer(
        new Encoder()
            .bytes(mineBytes)
            .raw(self.key().serverProof(clientBytes, mineBytes))
            .toByteArray());
  }

  /**
   * Checks the payload of {@link FrameType#PROOF}.
   *
   * @return the client, proven and admitted
   * @throws HandshakeRefused when it is not
   */
  Hello admit(Buffer proof) {
    if (!PeerKey.same(self.key().clientProof(clientBytes, mineBytes), proof.getBytes())) {
      throw new HandshakeRefused(HandshakeRefused.WRONG_SECRET);
    }
    if (client.role() == Hello.Role.SERVER) {
      throw new HandshakeRefused(HandshakeRefused.WRONG_ROLE);
    }
    self.judge(mine, client);
    return client;
  }
}
