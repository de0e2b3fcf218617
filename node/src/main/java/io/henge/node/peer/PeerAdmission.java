package io.henge.node.peer;

import java.util.Optional;

/**
 * Who, of those who know the secret, may talk to this node and be talked to. Asked from every event
 * loop, at every handshake and once more whenever the members change.
 */
@FunctionalInterface
public interface PeerAdmission {
  /** The name of the refusal for a peer that has proven itself; empty when it is welcome. */
  Optional<String> refuse(Hello peer);

  /**
   * Whether a welcome peer is no member, or none yet: it may introduce itself and is introduced to,
   * and takes no part in data.
   */
  default boolean isGuest(Hello peer) {
    return false;
  }
}
