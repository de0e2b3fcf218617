package io.henge.node.world;

import io.henge.node.removal.RemovalEvents;
import io.henge.node.removal.RemovalStatus;

/** What a node told of the removals that it took part in, over all its lives. */
public final class WorldRemovals implements RemovalEvents {
  private final Sightings sightings;
  private int keysDecided;
  private RemovalStatus status = RemovalStatus.NOTHING;

  WorldRemovals(Sightings sightings) {
    this.sightings = sightings;
  }

  @Override
  public void confirmed(int keys) {
    sightings.add(Sighting.REMOVAL_CONFIRMED);
  }

  @Override
  public void refused() {
    sightings.add(Sighting.REMOVAL_REFUSED);
  }

  @Override
  public void decided(int keys) {
    if (keys > 0) {
      sightings.add(Sighting.TOMBSTONES_REMOVED);
    }
    keysDecided += keys;
  }

  @Override
  public void hindered() {
    sightings.add(Sighting.REMOVAL_HINDERED);
  }

  @Override
  public void roundEnded(RemovalStatus ended) {
    status = ended;
  }

  /** How many keys were removed that this node had proposed. */
  int keysDecided() {
    return keysDecided;
  }

  /** How it stood after the last round. */
  RemovalStatus status() {
    return status;
  }
}
