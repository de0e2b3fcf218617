package io.henge.node.coordinator;

/**
 * How many hold a write durably.
 *
 * @param owners of all rows together
 * @param standIns of those that stand in for them
 * @param of how many owners there are in all rows together
 */
record Acks(int owners, int standIns, int of) {
  /** All that hold it. */
  int total() {
    return owners + standIns;
  }
}
