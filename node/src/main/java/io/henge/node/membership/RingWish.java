package io.henge.node.membership;

import io.henge.ring.Address;
import io.henge.ring.Seat;
import java.util.OptionalInt;

/** One of the things that an operator wishes of a change of the ring. */
public sealed interface RingWish {
  /**
   * The node at an address becomes a member, in the zone and with the weight that it is configured
   * to.
   */
  record Join(Address newcomer) implements RingWish {}

  /** A member leaves when all that it holds is elsewhere. */
  record Leave(Seat seat) implements RingWish {}

  /** A member is gone for good, and what it alone holds is given up. */
  record Remove(Seat seat) implements RingWish {}

  /**
   * A member gets another zone or weight.
   *
   * @param zone empty for the one that it has
   * @param weight likewise
   */
  record Reweigh(Seat seat, OptionalInt zone, OptionalInt weight) implements RingWish {}
}
