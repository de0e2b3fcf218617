package io.henge.chaos.run;

import io.henge.chaos.check.Availability;
import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.check.Replay;
import io.henge.chaos.check.Resources;
import io.henge.chaos.check.Terms;
import io.henge.chaos.check.Told;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Outcome;
import io.henge.chaos.history.Sample;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Schedule;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
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

  /**
   * Connections, files of the index and threads of the JVM come and go: of healthy nodes up to 40
   * in a schedule. Connections that a partition has cut stay for a while beside those that took
   * their place: up to 80.
   */
  private static final Map<String, Long> SLACK = Map.of("descriptors", 120L, "threads", 60L);

  /** How soon a fault has to show. */
  private static final long TOLD_WITHIN_MICROS = TimeUnit.SECONDS.toMicros(6);

  /** Silence is noticed after some time, by design. */
  private static final long NOTICED_AFTER_MICROS = TimeUnit.MILLISECONDS.toMicros(1_500);

  private static final Availability.Bounds SERVES = new Availability.Bounds(0.5, Long.MAX_VALUE);

  private static final int LOOKS = 2;
  private static final int INTERNAL_ERROR = 500;

  private Checks() {}

  /**
   * What must not be in it.
   *
   * @param healedMicros from then on what stand-ins had acknowledged was handed over; {@link
   *     Long#MAX_VALUE} when nobody knows
   */
  static List<Finding> ofClients(History history, long healedMicros) {
    boolean ringChanges = history.faults().stream().anyMatch(Checks::changesRing);
    return Replay.of(history, new Terms(healedMicros, ringChanges));
  }

  private static boolean changesRing(FaultEvent event) {
    return FaultKind.valueOf(event.fault()).family() == FaultKind.Family.RING;
  }

  /** What cannot be read although all is healed: it is lost, whatever the nodes say of it. */
  static List<Finding> ofLastReads(History history) {
    return history.operations().stream()
        .filter(Operation::isLastRead)
        .filter(read -> read.outcome() != Outcome.OK && read.outcome() != Outcome.DAMAGED)
        .map(
            read ->
                new Finding(
                    Invariant.D,
                    read.key(),
                    "healed, and cannot be read: %d %s".formatted(read.status(), read.note()),
                    List.of(read.number())))
        .toList();
  }

  /** A node that answers so has met what it did not expect. */
  static List<Finding> ofAnswers(History history) {
    return history.operations().stream()
        .filter(operation -> operation.status() == INTERNAL_ERROR)
        .map(
            operation ->
                new Finding(
                    Invariant.N,
                    operation.key(),
                    "node %d: 500 %s".formatted(operation.node(), operation.note()),
                    List.of(operation.number())))
        .toList();
  }

  /** What nodes had not given back at that moment. */
  static List<Finding> ofNodes(History history, long moment) {
    List<Sample> until =
        history.samples().stream().filter(sample -> sample.atMicros() <= moment).toList();
    return new Resources(SLACK)
        .check(new History(history.header(), history.operations(), history.faults(), until));
  }

  /** Which faults nobody could have noticed by what the nodes said, although they were asked. */
  static List<Finding> ofFaults(History history) {
    List<FaultEvent> asked = hadToShow(history);
    History looked = new History(history.header(), history.operations(), asked, history.samples());
    return new Told(Signs.ALL, TOLD_WITHIN_MICROS).check(looked);
  }

  /** The faults that must have shown: they have a sign, and lasted long enough among others. */
  static List<FaultEvent> hadToShow(History history) {
    return history.faults().stream()
        .filter(event -> event.phase() == FaultEvent.Phase.BEGUN)
        .filter(event -> Signs.ALL.containsKey(event.fault()))
        .filter(event -> wereAsked(history, event))
        .toList();
  }

  /** Whether a schedule hurts one node at most, so that clients have to be served through it. */
  static boolean mustBeServed(Schedule schedule) {
    return schedule.steps().isEmpty()
        || (schedule.steps().size() == 1 && schedule.steps().get(0).nodes().size() == 1);
  }

  /** Far from what was measured, since machines may be busy: that it serves at all. */
  static List<Finding> ofAvailability(History history, long overMicros) {
    long patience = TimeUnit.MILLISECONDS.toMicros(PATIENCE.toMillis());
    return Availability.of(history, overMicros, patience).beyond(SERVES);
  }

  /**
   * Whether each node was looked at several times while the fault was in force, and all that it did
   * not hit could answer.
   */
  private static boolean wereAsked(History history, FaultEvent begun) {
    long end =
        history.faults().stream()
            .filter(event -> event.phase() == FaultEvent.Phase.ENDED && event.id() == begun.id())
            .mapToLong(FaultEvent::atMicros)
            .findFirst()
            .orElse(0);
    long from = begun.atMicros() + NOTICED_AFTER_MICROS;
    long until = Math.min(end, begun.atMicros() + TOLD_WITHIN_MICROS);
    for (int node = 1; node <= history.header().nodes(); node++) {
      int number = node;
      long looks =
          history.samples().stream()
              .filter(sample -> sample.node() == number)
              .filter(sample -> begun.nodes().contains(number) || Signs.answers(sample))
              .filter(sample -> sample.atMicros() > from && sample.atMicros() < until)
              .count();
      if (looks < LOOKS) {
        return false;
      }
    }
    return true;
  }

  /** How many requests went well within {@link #PATIENCE}, and when, for people. */
  static Map<String, String> availability(History history, long overMicros) {
    long patience = TimeUnit.MILLISECONDS.toMicros(PATIENCE.toMillis());
    Availability seen = Availability.of(history, overMicros, patience);
    Map<String, String> told = new LinkedHashMap<>();
    told.put("before the first fault", told(seen.before()));
    told.put("while there were faults", told(seen.during()));
    told.put("after the last", told(seen.after()));
    told.put(
        "worst second",
        "%.1f %% of %d served within 2 s"
            .formatted(100 * seen.worst().share(), seen.worst().operations()));
    told.put(
        "well again",
        seen.recoveryMicros().isPresent()
            ? "%.1f s after the last fault".formatted(seen.recoveryMicros().getAsLong() / 1e6)
            : "not seen: clients ended before 5 s had passed with 99.9 % served");
    return told;
  }

  private static String told(Availability.Phase phase) {
    return "%d requests, %.2f %% served within 2 s, %.2f %% at the first attempt; p50 %.0f ms, p99 %.0f ms"
        .formatted(
            phase.operations(),
            100 * phase.share(),
            100 * phase.shareAtFirst(),
            phase.medianMicros() / 1e3,
            phase.p99Micros() / 1e3);
  }
}
