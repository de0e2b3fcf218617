package io.henge.node.peer;

import io.henge.node.membership.CurrentChain;
import io.henge.ring.ChainEntry;
import java.util.Optional;

/**
 * Admits whom the newest chain entry names, with the incarnation it names (rule C2); and everybody
 * before the founding. Who was never a member is a guest: nothing else could introduce a newcomer
 * that is to become one (rule C6). A guest has no business with bodies.
 */
public final class ChainAdmission implements PeerAdmission {
  static final String NOT_A_MEMBER = "not a member";
  static final String ANOTHER_INCARNATION = "another incarnation";
  static final String RETIRED = "retired";

  private final CurrentChain chain;

  public ChainAdmission(CurrentChain chain) {
    this.chain = chain;
  }

  @Override
  public Optional<String> refuse(Hello peer) {
    return chain.entry().flatMap(entry -> refuse(peer, entry));
  }

  @Override
  public boolean isGuest(Hello peer) {
    return chain.entry().filter(entry -> !entry.names(peer.node(), peer.incarnation())).isPresent();
  }

  private static Optional<String> refuse(Hello peer, ChainEntry entry) {
    if (entry.names(peer.node(), peer.incarnation())) {
      return Optional.empty();
    }
    if (entry.layouts().memberOf(peer.node()).isPresent()) {
      return Optional.of(ANOTHER_INCARNATION);
    }
    if (entry.isRetired(peer.node(), peer.incarnation())) {
      return Optional.of(RETIRED);
    }
    return peer.role() == Hello.Role.BODIES ? Optional.of(NOT_A_MEMBER) : Optional.empty();
  }
}
