package io.henge.node;

import io.henge.node.background.Governor;
import io.henge.node.coordinator.CoordinatorEvents;
import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is counted of the coordinators' work beside the answers, and told to the governor; one for
 * all event loops.
 */
final class CoordinatorMeters implements CoordinatorEvents {
  private final Counter hedges;
  private final Counter hedgesWon;
  private final Counter repairsBegun;
  private final Counter repairsDone;
  private final Counter repairsFailed;
  private final Counter repairsDropped;
  private final Counter standInWrites;
  private final Counter standInCoordinated;
  private final AtomicLong owed = new AtomicLong();
  private final Governor governor;

  /** Registers all of it. */
  CoordinatorMeters(Meters meters, Governor governor) {
    this.governor = governor;
    hedges = meters.counter(Metric.HEDGES);
    hedgesWon = meters.counter(Metric.HEDGES_WON);
    repairsBegun = meters.counter(Metric.READ_REPAIRS_BEGUN);
    repairsDone = meters.counter(Metric.READ_REPAIRS_DONE);
    repairsFailed = meters.counter(Metric.READ_REPAIRS_FAILED);
    repairsDropped = meters.counter(Metric.READ_REPAIRS_DROPPED);
    standInWrites = meters.counter(Metric.STAND_IN_WRITES);
    standInCoordinated = meters.counter(Metric.STAND_IN_COORDINATED);
    meters.gauge(Metric.OWED, owed::get);
  }

  @Override
  public void hedged() {
    hedges.increment();
  }

  @Override
  public void hedgeWon() {
    hedgesWon.increment();
  }

  @Override
  public void repairBegun() {
    repairsBegun.increment();
  }

  @Override
  public void repairDone() {
    repairsDone.increment();
  }

  @Override
  public void repairFailed() {
    repairsFailed.increment();
  }

  @Override
  public void repairDropped() {
    repairsDropped.increment();
  }

  @Override
  public void smallRead(long tookNanos) {
    governor.read(tookNanos);
  }

  @Override
  public void smallWritten(long tookNanos) {
    governor.written(tookNanos);
  }

  @Override
  public void stoodIn() {
    standInCoordinated.increment();
  }

  @Override
  public void acknowledgedWithStandIns() {
    standInWrites.increment();
  }

  /** How many keys are still to be offered to owners that missed a write. */
  long owedKeys() {
    return owed.get();
  }

  @Override
  public void owed(int change) {
    owed.addAndGet(change);
  }
}
