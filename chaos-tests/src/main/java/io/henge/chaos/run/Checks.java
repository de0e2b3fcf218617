package io.henge.chaos.run;

import io.henge.chaos.check.Availability;
import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.check.Replay;
import io.henge.chaos.check.Resources;
import io.henge.chaos.check.Terms;
import io.henge.chaos.check.Told;
import io.henge.chaos.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** All that a history is held against. */
final class Checks {
  /** What clients saw. */
  static final Set<Invariant> SEEN_BY_CLIENTS =
      EnumSet.of(
          Invariant.D,
          Invariant.U,
          Invariant.Z,
          Invariant.C,
          Invariant.L,
          Invariant.S,
          Invariant.H);

  /** As long as users wait, by the published figures. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Connections, files of the index and threads of the JVM come and go. */
  private static final Map<String, Long> SLACK = Map.of("descriptors", 150L, "threads", 60L);

  /** How soon a fault has to show. */
  private static final long TOLD_WITHIN_MICROS = TimeUnit.SECONDS.toMicros(6);

  private Checks() {}

  /**
   * What must not be in it.
   *
   * @param healedMicros from then on what stand-ins had acknowledged was handed over; {@link
   *     Long#MAX_VALUE} when nobody knows
   */
  static List<Finding> ofClients(History history, long healedMicros) {
    return Replay.of(history, new Terms(healedMicros, false));
  }

  /** What nodes did not give back. */
  static List<Finding> ofNodes(History history) {
    return new ArrayList<>(new Resources(SLACK).check(history));
  }

  /** Which faults nobody could have noticed by what the nodes said. */
  static List<Finding> ofFaults(History history) {
    return new Told(Signs.ALL, TOLD_WITHIN_MICROS).check(history);
  }

  /** How many requests went well, and when. */
  static Availability availability(History history, long overMicros) {
    return Availability.of(
        history, overMicros, TimeUnit.MILLISECONDS.toMicros(PATIENCE.toMillis()));
  }
}
