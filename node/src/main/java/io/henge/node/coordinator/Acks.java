package io.henge.node.coordinator;

/**
 * How many hold a write durably.
 *
 * @param owners of the row
 * @param standIns of those that stand in for them
 */
record Acks(int owners, int standIns) {
  /** All of them. */
  int total() {
    return owners + standIns;
  }
}
