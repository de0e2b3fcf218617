package io.henge.ring;

import java.util.List;
import java.util.stream.IntStream;

/** Members for tests. */
final class Members {
  private Members() {}

  static Member member(int seat, int zone, int weight) {
    return new Member(
        new Seat(seat),
        new NodeId(0xa000 + seat),
        new Incarnation(0xb000 + seat),
        new Address("10.0.0." + seat, 7500),
        new Address("10.0.0." + seat, 7400),
        zone,
        weight);
  }

  /** Members of equal weight on seats 0..count-1, in turn over the zones. */
  static List<Member> equal(int count, int zones) {
    return IntStream.range(0, count).mapToObj(seat -> member(seat, seat % zones, 1)).toList();
  }
}
