package io.henge.node.peer;

import io.henge.node.membership.Identity;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * This node as it presents itself to others, and its judgement of them.
 *
 * @param identity who this node is
 * @param foundingDigest the digest of the chain's first entry, {@code ""} as long as it is unknown;
 *     asked from any thread
 * @param key made of the cluster's secret
 * @param admission whom it talks to
 */
public record LocalPeer(
    Identity identity, Supplier<String> foundingDigest, PeerKey key, PeerAdmission admission) {
  private static final SecureRandom NONCES = new SecureRandom();
  private static final int NONCE_BYTES = 32;

  /** A hello with a nonce of its own. */
  Hello hello(Hello.Role role) {
    byte[] nonce = new byte[NONCE_BYTES];
    NONCES.nextBytes(nonce);
    return new Hello(
        role, Buffer.buffer(nonce), identity.node(), identity.incarnation(), foundingDigest.get());
  }

  /**
   * Judges a peer that has proven itself.
   *
   * @throws HandshakeRefused with the reason when it is not wanted
   */
  void judge(Hello mine, Hello peer) {
    if (!mine.foundingDigest().isEmpty()
        && !peer.foundingDigest().isEmpty()
        && !mine.foundingDigest().equals(peer.foundingDigest())) {
      throw new HandshakeRefused(HandshakeRefused.ANOTHER_FOUNDING);
    }
    admission
        .refuse(peer)
        .ifPresent(
            name -> {
              throw new HandshakeRefused(name);
            });
  }
}
