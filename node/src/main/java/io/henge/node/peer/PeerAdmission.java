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
}
