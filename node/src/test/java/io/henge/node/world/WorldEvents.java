package io.henge.node.world;

import io.henge.node.coordinator.CoordinatorEvents;
import io.henge.node.handoff.Backlog;
import io.henge.node.repair.AntiEntropy;
import io.henge.node.repair.Round;
import java.util.ArrayList;
import java.util.List;

/** What the coordinator, the handoff and the anti-entropy of a node told, over all its lives. */
public final class WorldEvents implements CoordinatorEvents, Backlog.Events, AntiEntropy.Outcome {
  private final Sightings sightings;
  private int hedges;
  private int hedgesWon;
  private int repairsBegun;
  private int repairsDone;
  private int repairsFailed;
  private int repairsDropped;
  private int owed;
  private final List<Long> smallReads = new ArrayList<>();
  private final List<Long> smallWrites = new ArrayList<>();
  private int roundsEqual;
  private int keysMoved;
  private long bytesMoved;
  private int hintsDelivered;
  private int hintsDropped;
  private int hintsRefused;

  WorldEvents(Sightings sightings) {
    this.sightings = sightings;
  }

  @Override
  public void hedged() {
    sightings.add(Sighting.READ_HEDGED);
    hedges++;
  }

  @Override
  public void hedgeWon() {
    hedgesWon++;
  }

  @Override
  public void repairBegun() {
    sightings.add(Sighting.REPAIR_AFTER_READ_BEGUN);
    repairsBegun++;
  }

  @Override
  public void repairDone() {
    sightings.add(Sighting.REPAIR_AFTER_READ_DONE);
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
  public void stoodIn() {
    sightings.add(Sighting.STAND_IN_COORDINATED);
  }

  @Override
  public void acknowledgedWithStandIns() {
    sightings.add(Sighting.STAND_IN_ACKNOWLEDGED);
  }

  @Override
  public void delivered() {
    sightings.add(Sighting.HINT_DELIVERED);
    hintsDelivered++;
  }

  @Override
  public void dropped() {
    sightings.add(Sighting.HINT_DROPPED);
    hintsDropped++;
  }

  @Override
  public void refused() {
    sightings.add(Sighting.HINT_REFUSED);
    hintsRefused++;
  }

  @Override
  public void owed(int change) {
    owed += change;
  }

  @Override
  public void smallRead(long tookNanos) {
    smallReads.add(tookNanos);
  }

  @Override
  public void smallWritten(long tookNanos) {
    smallWrites.add(tookNanos);
  }

  /** How long each read of a small blob took, in nanoseconds. */
  List<Long> smallReads() {
    return smallReads;
  }

  /** The same of small writes. */
  List<Long> smallWrites() {
    return smallWrites;
  }

  @Override
  public void compared(Round.Result result) {
    roundsEqual += result == Round.Result.EQUAL ? 1 : 0;
  }

  @Override
  public void moved(long keys, long bytes) {
    if (keys > 0) {
      sightings.add(Sighting.DIFFERENCE_REPAIRED);
    }
    keysMoved += (int) keys;
    bytesMoved += bytes;
  }

  /** How many comparisons of a partition found nothing. */
  int roundsEqual() {
    return roundsEqual;
  }

  /** How many keys anti-entropy has brought level. */
  int keysMoved() {
    return keysMoved;
  }

  /** How many bytes of bodies it has moved. */
  long bytesMoved() {
    return bytesMoved;
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

  int hintsDelivered() {
    return hintsDelivered;
  }

  int hintsDropped() {
    return hintsDropped;
  }

  int hintsRefused() {
    return hintsRefused;
  }
}
