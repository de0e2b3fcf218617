package io.henge.node.membership;

import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What may follow an entry, and who decides on it (rule C1). */
final class Succession {
  /** An entry must fit into a message, together with what goes with it. */
  static final int ENTRY_BYTES_MAX = Network.MESSAGE_BYTES_MAX - 1024;

  private Succession() {}

  /** Who votes on the entry after this one: the members of the last layout that is done. */
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
    if (!next.foundingDigest().equals(head.foundingDigest()) || !next.isOfGeneration(head)) {
      return Optional.of("it belongs to another chain");
    }
    if (!changesOnlyPolicies(head, next) && !isReplacement(head, next) && !isStep(head, next)) {
      return Optional.of(
          "it changes something else than policies of buckets, one member, or one step of a change"
              + " of the ring");
    }
    int length = next.toJson().getBytes(StandardCharsets.UTF_8).length;
    return length > ENTRY_BYTES_MAX
        ? Optional.of("its document has " + length + " bytes, at most " + ENTRY_BYTES_MAX)
        : Optional.empty();
  }

  private static boolean changesOnlyPolicies(ChainEntry head, ChainEntry next) {
    return next.layouts().equals(head.layouts())
        && next.quorums().equals(head.quorums())
        && next.retired().equals(head.retired());
  }

  /** Whether a newcomer takes a member's seat, and nothing else is changed (rule C6). */
  private static boolean isReplacement(ChainEntry head, ChainEntry next) {
    List<Member> newcomers =
        next.layout().members().stream()
            .filter(member -> !head.layout().members().contains(member))
            .toList();
    return newcomers.size() == 1
        && follows(next, () -> head.withReplacement(newcomers.get(0).seat(), newcomers.get(0)));
  }

  /**
   * Whether a change of the ring begins, goes on, ends, or is taken back (rules C4, C6). Its table
   * is a function of the last one and the members, so that each voter can check it.
   */
  private static boolean isStep(ChainEntry head, ChainEntry next) {
    return switch (head.phase()) {
      case DONE -> follows(next, () -> head.withChange(next.layouts().changes()));
      case DUAL ->
          follows(next, head::withMoved) || follows(next, head::withAbort) || givesUp(head, next);
      case MOVED -> follows(next, head::withDone) || givesUp(head, next);
    };
  }

  private static boolean givesUp(ChainEntry head, ChainEntry next) {
    return next.layouts().givenUp().stream()
        .anyMatch(seat -> follows(next, () -> head.withGivenUp(seat)));
  }

  private static boolean follows(ChainEntry next, Supplier<ChainEntry> step) {
    try {
      return step.get().equals(next);
    } catch (IllegalArgumentException impossible) {
      return false;
    }
  }
}
