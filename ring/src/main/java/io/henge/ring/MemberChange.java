package io.henge.ring;

/** One of the things that a change of the ring consists of. */
public sealed interface MemberChange {
  /**
   * A node that was none becomes a member.
   *
   * @param newcomer who it is; it gets a seat of its own, and the one that it names does not matter
   */
  record Join(Member newcomer) implements MemberChange {}

  /** A member becomes none, and takes part until all that it holds is elsewhere. */
  record Leave(Seat seat) implements MemberChange {}

  /** A member that is gone for good becomes none; what it alone holds is given up. */
  record Remove(Seat seat) implements MemberChange {}

  /** A member gets another share of the data, or another place. */
  record Reweigh(Seat seat, int zone, int weight) implements MemberChange {}
}
