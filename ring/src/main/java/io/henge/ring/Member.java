package io.henge.ring;

import io.henge.ring.placement.WeightedSeat;

/**
 * A node that has a seat in the ring.
 *
 * @param seat its place, given once and never reused
 * @param node who it is
 * @param incarnation the data directory it was admitted with; with another one it is not a member
 * @param peer where other nodes reach it
 * @param client where clients reach it
 * @param zone what fails together (a rack, a room), not negative
 * @param weight its relative share of the data, 1 to {@value WeightedSeat#WEIGHT_MAX}
 */
public record Member(
    Seat seat,
    NodeId node,
    Incarnation incarnation,
    Address peer,
    Address client,
    int zone,
    int weight) {
  public Member {
    new WeightedSeat(seat.number(), zone, weight);
  }

  /** The same node on that seat. */
  Member onSeat(Seat other) {
    return new Member(other, node, incarnation, peer, client, zone, weight);
  }

  /** The same node in that zone and with that weight. */
  Member withShare(int otherZone, int otherWeight) {
    return new Member(seat, node, incarnation, peer, client, otherZone, otherWeight);
  }

  /** Whether one listener would have to be at both of them. */
  boolean sharesAddressWith(Member other) {
    return peer.equals(other.peer)
        || peer.equals(other.client)
        || client.equals(other.peer)
        || client.equals(other.client);
  }

  /** The member as placement sees it. */
  WeightedSeat weightedSeat() {
    return new WeightedSeat(seat.number(), zone, weight);
  }
}
