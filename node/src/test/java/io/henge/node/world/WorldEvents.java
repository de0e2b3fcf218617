package io.henge.node.world;

import io.henge.node.coordinator.CoordinatorEvents;

/** What the coordinator of a node told, over all its lives. */
public final class WorldEvents implements CoordinatorEvents {
  private int hedges;
  private int hedgesWon;
  private int repairsBegun;
  private int repairsDone;
  private int repairsFailed;
  private int repairsDropped;
  private int owed;

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
    repairsBegun++;
  }

  @Override
  public void repairDone() {
    repairsDone++;
  }

  @Override
  public void repairFailed() {
    repairsFailed++;
  }

  @Override
  public void repairDropped() {
    repairsDropped++;
  }

  @Override
  public void owed(int change) {
    owed += change;
  }

  int hedges() {
    return hedges;
  }

  int hedgesWon() {
    return hedgesWon;
  }

  int repairsBegun() {
    return repairsBegun;
  }

  int repairsDone() {
    return repairsDone;
  }

  int repairsFailed() {
    return repairsFailed;
  }

  int repairsDropped() {
    return repairsDropped;
  }

  int owed() {
    return owed;
  }
}
