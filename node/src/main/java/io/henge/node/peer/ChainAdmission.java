package io.henge.node.peer;

import io.henge.node.membership.CurrentChain;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import java.util.Optional;

/**
 * Admits whom the newest chain entry names, with the incarnation it names (rule C2); and everybody
 * before the founding.
 */
public final class ChainAdmission implements PeerAdmission {
  static final String NOT_A_MEMBER = "not a member";
  static final String ANOTHER_INCARNATION = "another incarnation";

  private final CurrentChain chain;

  public ChainAdmission(CurrentChain chain) {
    this.chain = chain;
  }

  @Override
  public Optional<String> refuse(Hello peer) {
    return chain.entry().flatMap(entry -> refuse(peer, entry));
  }

  private static Optional<String> refuse(Hello peer, ChainEntry entry) {
    for (Member member : entry.layout().members()) {
      if (member.node().equals(peer.node())) {
        return member.incarnation().equals(peer.incarnation())
            ? Optional.empty()
            : Optional.of(ANOTHER_INCARNATION);
      }
    }
    return Optional.of(NOT_A_MEMBER);
  }
}
