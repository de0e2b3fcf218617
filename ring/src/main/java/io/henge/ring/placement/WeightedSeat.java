package io.henge.ring.placement;

/**
 * All that placement knows of a member: its seat, its zone and its weight.
 *
 * <p>Machines, addresses and directories are unknown here, so replacing a machine moves nothing.
 *
 * @param seat the place in the ring, not negative
 * @param zone what fails together, a small stable integer, not negative
 * @param weight the relative share of the data, 1 to {@value #WEIGHT_MAX}
 */
public record WeightedSeat(int seat, int zone, int weight) {
  /** Keeps costs and cross products of shares well within 64 bits. */
  public static final int WEIGHT_MAX = 1000;

  public WeightedSeat {
    if (seat < 0) {
      throw new IllegalArgumentException("a seat is not negative: " + seat);
    }
    if (zone < 0) {
      throw new IllegalArgumentException("a zone is not negative: " + zone);
    }
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException("a weight is 1 to " + WEIGHT_MAX + ": " + weight);
    }
  }
}
