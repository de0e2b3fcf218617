package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerReply;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Whether a seat can be given to a newcomer (rule C6): each of its rows needs n−W+1 other filled
 * owners, or all others where there are fewer (rule W5). A pure accumulator of what they say.
 */
final class FilledRows {
  private final Layout layout;
  private final Seat lost;
  private final int needed;
  private final Map<Seat, PeerReply.Unfilled> unfilled = new TreeMap<>();
  private final Map<Seat, String> silent = new TreeMap<>();

  /**
   * Nobody has said anything yet.
   *
   * @param lost a member's seat
   */
  FilledRows(ChainEntry entry, Seat lost) {
    this.layout = entry.layout();
    this.lost = lost;
    int width = layout.width();
    this.needed = Math.min(width - entry.writeQuorum() + 1, width - 1);
  }

  /** Who shares a row with the seat, by seat. */
  List<Member> others() {
    SortedSet<Seat> others = new TreeSet<>();
    rows().forEach(partition -> others.addAll(layout.rowOf(partition)));
    others.remove(lost);
    return others.stream().map(layout::member).toList();
  }

  private IntStream rows() {
    return IntStream.range(0, layout.partitions().count())
        .filter(partition -> layout.rowOf(partition).contains(lost));
  }

  void heard(Member other, PeerReply.Unfilled partitions) {
    unfilled.put(other.seat(), partitions);
  }

  void missed(Member other, Throwable why) {
    silent.put(other.seat(), String.valueOf(why.getMessage()));
  }

  /** Why a row has too few filled owners; empty when all have enough. */
  Optional<BlobFailure> shortage() {
    return rows()
        .filter(partition -> filled(partition) < needed)
        .mapToObj(this::tooFew)
        .findFirst();
  }

  private long filled(int partition) {
    return layout.rowOf(partition).stream()
        .filter(seat -> !seat.equals(lost))
        .filter(seat -> unfilled.containsKey(seat) && !unfilled.get(seat).contains(partition))
        .count();
  }

  /** What a member that does not answer holds may be found out yet; an unfilled one must wait. */
  private BlobFailure tooFew(int partition) {
    StringBuilder text =
        new StringBuilder("partition " + partition + " needs " + needed)
            .append(" filled owners besides seat " + lost.number())
            .append(", and has " + filled(partition));
    boolean isUnfilled = false;
    for (Seat seat : layout.rowOf(partition)) {
      if (silent.containsKey(seat)) {
        text.append("; seat " + seat.number() + " does not say: " + silent.get(seat));
      } else if (!seat.equals(lost) && unfilled.get(seat).contains(partition)) {
        isUnfilled = true;
        text.append("; seat " + seat.number() + " is still unfilled");
      }
    }
    return BlobFailure.of(isUnfilled ? ErrorCode.CONFLICT : ErrorCode.UNAVAILABLE, text.toString());
  }
}
