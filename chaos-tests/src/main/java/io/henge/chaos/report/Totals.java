package io.henge.chaos.report;

import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The numbers of a whole run.
 *
 * @param outcomes how many operations had each outcome
 * @param faults how often each fault was begun, by its name
 * @param bounds what may be concluded from what was not found
 */
record Totals(Map<Outcome, Long> outcomes, Map<String, FaultCount> faults, List<Bound> bounds) {

  static Totals of(List<Examined> schedules) {
    return new Totals(
        outcomes(schedules),
        faults(schedules),
        List.of(
            bound(schedules, Invariant.D, "acknowledged writes lost", Totals::isAcknowledged),
            bound(schedules, Invariant.U, "updates lost", Totals::isUpdate),
            bound(schedules, Invariant.Z, "deletes undone", Totals::isAcknowledgedDelete),
            bound(schedules, Invariant.C, "corrupt reads", Totals::isAnsweredRead)));
  }

  long operations() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<Outcome, Long> outcomes(List<Examined> schedules) {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          schedules.stream()
              .mapToLong(it -> it.figures().outcomes().getOrDefault(outcome, 0L))
              .sum());
    }
    return outcomes;
  }

  private static Map<String, FaultCount> faults(List<Examined> schedules) {
    Map<String, FaultCount> faults = new TreeMap<>();
    for (Examined schedule : schedules) {
      for (FaultEvent event : schedule.result().history().faults()) {
        FaultCount count =
            switch (event.phase()) {
              case BEGUN -> new FaultCount(1, 0);
              case SKIPPED -> new FaultCount(0, 1);
              case ENDED -> new FaultCount(0, 0);
            };
        faults.merge(event.fault(), count, FaultCount::plus);
      }
    }
    return faults;
  }

  private static Bound bound(
      List<Examined> schedules, Invariant invariant, String what, Predicate<Operation> counts) {
    long found = 0;
    long trials = 0;
    for (Examined schedule : schedules) {
      if (schedule.result().checked().contains(invariant)) {
        trials += schedule.result().history().operations().stream().filter(counts).count();
      }
      found += schedule.findings(invariant);
    }
    return new Bound(what, invariant, found, trials);
  }

  private static boolean isAcknowledged(Operation operation) {
    return operation.kind().isWrite() && operation.outcome() == Outcome.OK;
  }

  private static boolean isUpdate(Operation operation) {
    return isAcknowledged(operation) && operation.context().isPresent();
  }

  private static boolean isAcknowledgedDelete(Operation operation) {
    return isAcknowledged(operation) && operation.kind() == Kind.DELETE;
  }

  private static boolean isAnsweredRead(Operation operation) {
    return switch (operation.kind()) {
      case GET, RANGE, VERSIONS ->
          operation.outcome() == Outcome.DAMAGED
              || (operation.outcome() == Outcome.OK && !operation.shown().isEmpty());
      default -> false;
    };
  }

  /**
   * How often a fault was done.
   *
   * @param begun how often it began
   * @param skipped how often it could not
   */
  record FaultCount(long begun, long skipped) {
    private FaultCount plus(FaultCount other) {
      return new FaultCount(begun + other.begun, skipped + other.skipped);
    }
  }

  /**
   * How often something was found in how many trials. What was found in none of n happens, with 95
   * % confidence, at most 3 times in n: the rule of three.
   *
   * @param what happened
   * @param invariant that must not be broken by it
   * @param found how many findings there are
   * @param trials how many operations were checked in which it could have happened
   */
  record Bound(String what, Invariant invariant, long found, long trials) {

    /** What follows from it, in words. */
    String conclusion() {
      if (trials == 0) {
        return found == 0 ? "was not looked at" : "it happens";
      }
      if (found > 0) {
        return "it happens";
      }
      return trials <= 3 ? "too few to tell anything" : "1 in " + Words.count(trials / 3);
    }
  }
}
