package io.henge.node.membership;

import io.henge.ring.Address;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;

/** Members for tests. */
public final class Members {
  private Members() {}

  /** The member on a seat, alone in its address. */
  public static Member member(int seat) {
    Address address = new Address("10.0.0." + seat, 7500);
    return new Member(
        new Seat(seat), new NodeId(10 + seat), new Incarnation(20 + seat), address, address, 0, 1);
  }
}
