package io.henge.node.coordinator;

/** Is told what coordinators do beside answering, for counting. Called on any event loop. */
public interface CoordinatorEvents {
  /** One more owner was asked because another one was slow. */
  void hedged();

  /** The answer of such an owner made the other one's unnecessary. */
  void hedgeWon();

  /** A read showed owners that are behind, and their repair has begun. */
  void repairBegun();

  /** They have caught up. */
  void repairDone();

  /** Not all of them could. */
  void repairFailed();

  /** Owners are behind, and nothing is done about it: too much is being repaired already. */
  void repairDropped();

  /**
   * A read of a small blob was ready to be answered.
   *
   * @param tookNanos since it arrived here
   */
  default void smallRead(long tookNanos) {}

  /**
   * A small write has its receipt.
   *
   * @param tookNanos since its body was here, so that no slow client is in it
   */
  default void smallWritten(long tookNanos) {}

  /** A request is coordinated here although this node is no owner of its key. */
  void stoodIn();

  /** A write was acknowledged, and some of the acks came from stand-ins. */
  void acknowledgedWithStandIns();

  /** The number of keys owed to owners that missed a write has changed by that much. */
  void owed(int change);
}
