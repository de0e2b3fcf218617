package io.henge.node.membership;

import io.henge.ring.Address;
import io.henge.ring.Seat;
import java.util.OptionalInt;

/** One of the things that an operator wishes of a change of the ring. */
public sealed interface RingWish {
  /** Whom it is about: a {@link Seat}, or the {@link Address} of a newcomer. */
  Object subject();

  /**
   * The node at an address becomes a member, in the zone and with the weight that it is configured
   * to.
   */
  record Join(Address newcomer) implements RingWish {
    @Override
    public Object subject() {
      return newcomer;
    }
  }

  /** A member leaves when all that it holds is elsewhere. */
  record Leave(Seat seat) implements RingWish {
    @Override
    public Object subject() {
      return seat;
    }
  }

  /** A member is gone for good, and what it alone holds is given up. */
  record Remove(Seat seat) implements RingWish {
    @Override
    public Object subject() {
      return seat;
    }
  }

  /**
   * A member gets another zone or weight.
   *
   * @param zone empty for the one that it has
   * @param weight likewise
   */
  record Reweigh(Seat seat, OptionalInt zone, OptionalInt weight) implements RingWish {
    @Override
    public Object subject() {
      return seat;
    }
  }
}
