package io.henge.node.world;

import java.util.EnumMap;
import java.util.Map;

/** How often each {@link Sighting} was made. */
public final class Sightings {
  private final Map<Sighting, Long> counts = new EnumMap<>(Sighting.class);

  /** It happened once more. */
  public void add(Sighting sighting) {
    counts.merge(sighting, 1L, Long::sum);
  }

  /** All that was seen elsewhere was seen here as well. */
  public void addAll(Sightings others) {
    others.counts.forEach((sighting, count) -> counts.merge(sighting, count, Long::sum));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sightings that && counts.equals(that.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  /** How often it happened. */
  public long of(Sighting sighting) {
    return counts.getOrDefault(sighting, 0L);
  }
}
