package io.henge.node.membership;

import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What may follow an entry, and who decides on it (rule C1). */
final class Succession {
  /** An entry must fit into a message, together with what goes with it. */
  static final int ENTRY_BYTES_MAX = Network.MESSAGE_BYTES_MAX - 1024;

  private Succession() {}

  /**
   * Who votes on the entry after this one: the members of the last layout that is done. Policies
   * and replacements need no steps between, so as long as nothing else changes every entry is done.
   */
  static List<Member> voters(ChainEntry head) {
    return head.layout().members();
  }

  /** Whether a node is a voter on the very data directory that the entry names (rule C2). */
  static boolean isVoter(ChainEntry head, Identity who) {
    return voters(head).stream()
        .anyMatch(
            member ->
                member.node().equals(who.node()) && member.incarnation().equals(who.incarnation()));
  }

  /** Why one entry cannot follow the other; empty when it can. */
  static Optional<String> objection(ChainEntry head, ChainEntry next) {
    if (next.number() != head.number() + 1 || !next.parentDigest().equals(head.digest())) {
      return Optional.of("its parent is not entry " + head.number() + " " + head.digest());
    }
    if (!next.foundingDigest().equals(head.foundingDigest())
        || next.generation() != head.generation()) {
      return Optional.of("it belongs to another chain");
    }
    if (!changesOnlyPolicies(head, next) && !isReplacement(head, next)) {
      return Optional.of("it changes more than policies of buckets, or than one member");
    }
    int length = next.toJson().getBytes(StandardCharsets.UTF_8).length;
    return length > ENTRY_BYTES_MAX
        ? Optional.of("its document has " + length + " bytes, at most " + ENTRY_BYTES_MAX)
        : Optional.empty();
  }

  private static boolean changesOnlyPolicies(ChainEntry head, ChainEntry next) {
    return next.phase() == head.phase()
        && next.layout().equals(head.layout())
        && next.readQuorum() == head.readQuorum()
        && next.writeQuorum() == head.writeQuorum()
        && next.retired().equals(head.retired());
  }

  /** Whether a newcomer takes a member's seat, and nothing else is changed (rule C6). */
  private static boolean isReplacement(ChainEntry head, ChainEntry next) {
    List<Member> newcomers =
        next.layout().members().stream()
            .filter(member -> !head.layout().members().contains(member))
            .toList();
    if (newcomers.size() != 1) {
      return false;
    }
    try {
      return head.withReplacement(newcomers.get(0).seat(), newcomers.get(0)).equals(next);
    } catch (IllegalArgumentException impossible) {
      return false;
    }
  }
}
