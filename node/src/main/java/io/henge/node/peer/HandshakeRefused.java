package io.henge.node.peer;

import java.util.Set;

/**
 * One side does not want the other. The message is the refusal's name, which is sent to the other
 * side and logged. Without a stack trace: it is an expected outcome.
 */
final class HandshakeRefused extends RuntimeException {
  static final String WRONG_SECRET = "wrong secret";
  static final String ANOTHER_FOUNDING = "another founding";
  static final String ANOTHER_NODE = "another node";
  static final String ANOTHER_PROTOCOL = "another protocol version";
  static final String WRONG_ROLE = "wrong role";

  private static final Set<String> NAMES =
      Set.of(
          WRONG_SECRET,
          ANOTHER_FOUNDING,
          ANOTHER_NODE,
          ANOTHER_PROTOCOL,
          WRONG_ROLE,
          ChainAdmission.NOT_A_MEMBER,
          ChainAdmission.ANOTHER_INCARNATION,
          ChainAdmission.RETIRED);

  HandshakeRefused(String name) {
    super(name, null, false, false);
  }

  /**
   * What the other side said when it refused. Only names of this program are repeated: whoever says
   * something else has not proven anything, and shall not write this node's log.
   */
  static HandshakeRefused byPeer(String name) {
    return new HandshakeRefused(
        "refused by it: " + (NAMES.contains(name) ? name : "a reason of its own"));
  }
}
