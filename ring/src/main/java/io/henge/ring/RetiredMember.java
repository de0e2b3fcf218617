package io.henge.ring;

/** A node that was a member and is no more; it is refused if it comes back. */
public record RetiredMember(Seat seat, NodeId node, Incarnation incarnation) {}
