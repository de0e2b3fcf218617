package io.henge.node.coordinator;

/** What a part of the coordinator told. */
final class CountedEvents implements CoordinatorEvents {
  int hedges;
  int hedgesWon;

  @Override
  public void hedged() {
    hedges++;
  }

  @Override
  public void hedgeWon() {
    hedgesWon++;
  }

  @Override
  public void repairBegun() {
    throw new AssertionError("nothing is repaired here");
  }

  @Override
  public void repairDone() {
    throw new AssertionError("nothing is repaired here");
  }

  @Override
  public void repairFailed() {
    throw new AssertionError("nothing is repaired here");
  }

  @Override
  public void repairDropped() {
    throw new AssertionError("nothing is repaired here");
  }

  @Override
  public void stoodIn() {
    // Not of interest.
  }

  @Override
  public void acknowledgedWithStandIns() {
    // Not of interest.
  }

  @Override
  public void owed(int change) {
    throw new AssertionError("nothing is owed here");
  }
}
