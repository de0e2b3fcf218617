package io.henge.contract;

/** What the contract promises, by the letters of docs/simulation.md. */
public enum Promise {
  /** A body is one that a client sent, whole. */
  C,
  /** What was acknowledged is returned, or what replaced it; so no update is lost (U). */
  D,
  /** What was refused is never seen, and nothing is said to be absent that must be there. */
  H,
  /** What was surely replaced before a read began is not shown by it. */
  L,
  /** No two of the versions listed are one write, nor has one surely replaced the other. */
  S,
  /** What has expired by the clock of the node that is asked is not shown by it. */
  X,
  /** What was surely deleted before a read began is not shown by it. */
  Z
}
