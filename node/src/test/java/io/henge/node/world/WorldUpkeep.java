package io.henge.node.world;

import io.henge.node.repair.AntiEntropySettings;
import io.henge.node.transfer.FillingSettings;
import java.util.Optional;

/**
 * What the nodes of a world do beside the requests, of what would mend differences before a test
 * has looked at them.
 *
 * @param antiEntropy how owners compare what they hold; empty when they do not
 * @param filling how unfilled nodes are filled; empty when they stay as they are
 */
public record WorldUpkeep(
    Optional<AntiEntropySettings> antiEntropy, Optional<FillingSettings> filling) {
  /** Nothing of it. */
  public static final WorldUpkeep NONE = new WorldUpkeep(Optional.empty(), Optional.empty());

  /** All of it; each partition is compared about every so many milliseconds. */
  public static WorldUpkeep every(long millis) {
    return new WorldUpkeep(
        Optional.of(new AntiEntropySettings(millis, Long.MAX_VALUE, 500)),
        Optional.of(new FillingSettings(Long.MAX_VALUE, 1_000, 500)));
  }
}
