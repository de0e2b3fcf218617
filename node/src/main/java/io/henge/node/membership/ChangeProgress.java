package io.henge.node.membership;

import io.henge.node.message.PeerReply.Unfilled;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a change of the ring has come, and what its next phase waits for (rule C4): a value, made
 * of what the members said about the rows of one entry. Whoever has said something has that entry
 * durably, and refuses what was planned under an earlier one (rule C5).
 *
 * @param entry the entry that they spoke of
 * @param heard what each said, by member; who did not answer is missing
 */
public record ChangeProgress(ChainEntry entry, Map<Member, Unfilled> heard) {
  public ChangeProgress {
    heard = Map.copyOf(heard);
  }

  /**
   * What one member has to be filled with for the change.
   *
   * @param partitions how many rows it enters
   * @param filled of how many of them it is known to be filled
   */
  public record Intake(int partitions, int filled) {}

  /** What the members that enter rows have to be filled with; nothing when no change is on. */
  public Map<Member, Intake> intakes() {
    Map<Member, Intake> intakes = new TreeMap<>(Comparator.comparing(Member::seat));
    for (int partition : entry.layouts().changing()) {
      for (Member newcomer : entering(partition)) {
        int filled = isFilled(newcomer, partition) ? 1 : 0;
        intakes.merge(
            newcomer,
            new Intake(1, filled),
            (a, b) -> new Intake(a.partitions() + b.partitions(), a.filled() + b.filled()));
      }
    }
    return intakes;
  }

  /** What the next phase waits for, in words; nothing when it can begin, or there is none. */
  public List<String> missing() {
    return switch (entry.phase()) {
      case DONE -> List.of();
      case DUAL -> unfilledIntakes();
      case MOVED -> missingAfterMove();
    };
  }

  /** The entry by which the next phase begins; empty as long as something is missing. */
  Optional<ChainEntry> next() {
    if (entry.phase() == Phase.DONE || !missing().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(entry.phase() == Phase.DUAL ? entry.withMoved() : entry.withDone());
  }

  /** Whether a member answers nobody that plans by an earlier entry. */
  private boolean isOutOfReach(Member member) {
    return heard.containsKey(member) || entry.layouts().givenUp().contains(member.seat());
  }

  private List<String> unfilledIntakes() {
    List<String> missing = new ArrayList<>();
    intakes()
        .forEach(
            (member, intake) -> {
              if (intake.filled() < intake.partitions()) {
                missing.add(
                    "seat %d is filled for %d of the %d partitions that it gets"
                        .formatted(member.seat().number(), intake.filled(), intake.partitions()));
              }
            });
    return missing;
  }

  private boolean isFilled(Member member, int partition) {
    return Optional.ofNullable(heard.get(member))
        .filter(said -> !said.contains(partition))
        .isPresent();
  }

  /** Who is in the row that is to be, and not in the one that was. */
  private List<Member> entering(int partition) {
    Rows rows = entry.layouts().rows(partition);
    return entry.phase() == Phase.DUAL
        ? rows.onlyWritten()
        : rows.read().stream().filter(member -> !rows.other().contains(member)).toList();
  }

  /**
   * So many of each old row must refuse what was planned under it that nobody gets R of them any
   * more to read from, nor n-W+1 to learn what a write replaces (rule V8). Who is gone for good
   * answers nobody. And who leaves takes nothing along.
   */
  private List<String> missingAfterMove() {
    Layouts layouts = entry.layouts();
    List<String> missing = new ArrayList<>();
    for (int partition : layouts.changing()) {
      List<Member> former = layouts.rows(partition).other();
      long told = former.stream().filter(this::isOutOfReach).count();
      int needed = Math.max(former.size() - entry.quorums().read() + 1, entry.quorums().write());
      if (told < needed) {
        missing.add(
            "of the former owners of partition %d only %d of %d answer, %d are needed"
                .formatted(partition, told, former.size(), needed));
        break;
      }
    }
    for (Member member : layouts.members()) {
      boolean isWaitedFor =
          layouts.isParting(member.node()) && !layouts.givenUp().contains(member.seat());
      if (isWaitedFor
          && !Optional.ofNullable(heard.get(member)).map(Unfilled::owesNothing).orElse(false)) {
        missing.add(
            "seat %d has not handed over all that it keeps for others"
                .formatted(member.seat().number()));
      }
    }
    return missing;
  }
}
