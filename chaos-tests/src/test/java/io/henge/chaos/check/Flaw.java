package io.henge.chaos.check;

/** What can be wrong with a store. */
enum Flaw {
  NONE,
  /** A read is answered by one owner, and does not say so. */
  A_READ_ASKS_ONE_OWNER,
  /** A write is acknowledged by two when one has it. */
  AN_ACK_IS_NO_COPY,
  /** A blind write replaces what one owner shows, and is sure of it. */
  A_BLIND_WRITE_ASKS_ONE_OWNER,
  /** A write with a context replaces all that is there. */
  A_CONTEXT_COVERS_WHAT_IT_HAS_NOT_SEEN,
  /** A context covers the version that it came with, and nothing of its past. */
  A_CONTEXT_FORGETS,
  /** Owners lose what stand-ins should have handed over. */
  STAND_INS_KEEP_WHAT_THEY_HAVE,
  /** In the end nobody knows what was deleted. */
  TOMBSTONES_ARE_DROPPED,
  /** Of siblings one is kept. */
  SIBLINGS_ARE_DROPPED,
  /** What is refused is written all the same. */
  A_REFUSED_WRITE_HAS_AN_EFFECT
}
