package io.henge.node.world;

import io.henge.node.removal.RemovalSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What all parts of a world share: its time, its dice, and the list of what should never have
 * happened. Everything random in a world comes from one seed, drawn in the order of events, so a
 * seed is a history.
 */
final class Surroundings {
  private final long seed;
  private final WorldUpkeep upkeep;
  private final SplittableRandom dice;
  private final SimulatedClock clock = new SimulatedClock();
  private final Ledger ledger = new Ledger(this);
  private final Sightings sightings = new Sightings();
  private final List<String> violations = new ArrayList<>();
  private RemovalSettings removalSettings = RemovalSettings.keeping(900_000);

  Surroundings(long seed, WorldUpkeep upkeep) {
    this.seed = seed;
    this.upkeep = upkeep;
    this.dice = new SplittableRandom(seed);
  }

  long seed() {
    return seed;
  }

  /** What the nodes do beside the requests. */
  WorldUpkeep upkeep() {
    return upkeep;
  }

  SimulatedClock clock() {
    return clock;
  }

  /** All versions that any disk or wire of this world has seen. */
  Ledger ledger() {
    return ledger;
  }

  /** What has happened, and how often. */
  Sightings sightings() {
    return sightings;
  }

  void saw(Sighting sighting) {
    sightings.add(sighting);
  }

  /** How long deleted keys are remembered in this world. */
  RemovalSettings removalSettings() {
    return removalSettings;
  }

  void removalSettings(RemovalSettings settings) {
    removalSettings = settings;
  }

  long nextLong() {
    return dice.nextLong();
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    return dice.nextInt(bound);
  }

  boolean chance(int percent) {
    return percent > 0 && dice.nextInt(100) < percent;
  }

  /** Does a step after 1 to {@code longestMillis} milliseconds, unless that life ends before. */
  <T> Future<T> later(Life life, int longestMillis, Supplier<Future<T>> step) {
    Promise<T> promise = Promise.promise();
    clock.after(
        1 + below(longestMillis),
        life.whileItLasts(
            () -> {
              Future<T> done;
              try {
                done = step.get();
              } catch (RuntimeException thrown) {
                done = Future.failedFuture(thrown);
              }
              done.onComplete(promise::tryComplete, promise::tryFail);
            }));
    return promise.future();
  }

  /** Notes that a promise of the system or of a port was broken. */
  void violated(String what) {
    violations.add("at " + clock.nowMillis() + " ms: " + what);
  }

  List<String> violations() {
    return violations;
  }
}
