package io.henge.node.transfer;

/** How a step of a filling ended. */
sealed interface FillingStep {
  /** There is more to do at once. */
  FillingStep GOES_ON = new GoesOn(0);

  /**
   * There is more to do.
   *
   * @param bytes of bodies that the step has moved
   */
  record GoesOn(long bytes) implements FillingStep {}

  /**
   * Nothing can be done for now.
   *
   * @param reason for people
   * @param loss what would have to be given up to go on
   */
  record Waits(String reason, FillingState.Loss loss) implements FillingStep {}

  /** All is done. */
  record Done() implements FillingStep {}
}
