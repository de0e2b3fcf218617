package io.henge.chaos.check;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How well a cluster served before, during and after the faults of a schedule (invariant A). An
 * operation counts where it was begun. One that was refused by a 4xx was served.
 *
 * @param before before the first fault
 * @param during from the first fault until all was healed
 * @param after from then on
 * @param worst the second with the smallest share served in time, of those in which something was
 *     begun; of no operations when there is none
 * @param recoveryMicros from the last beginning or end of a fault to the first moment after which
 *     for five seconds 99.9 % were served in time; empty when there is no such moment, 0 without
 *     faults
 */
public record Availability(
    Phase before, Phase during, Phase after, Second worst, OptionalLong recoveryMicros) {
  private static final long SECOND_MICROS = 1_000_000;
  private static final long CALM_MICROS = 5 * SECOND_MICROS;
  private static final long STEP_MICROS = SECOND_MICROS / 10;
  private static final double CALM_SHARE = 0.999;
  private static final int REFUSALS_OF_CLIENTS_BELOW = 500;

  /**
   * One of the three.
   *
   * @param operations how many were begun
   * @param atFirst how many of them were served at the first attempt
   * @param inTime how many were served in time, with however many attempts
   * @param medianMicros how long the half of those served took at most; 0 when there are none
   * @param p99Micros how long 99 of 100 of them took at most; 0 when there are none
   */
  public record Phase(int operations, int atFirst, int inTime, long medianMicros, long p99Micros) {
    /** The share served in time, 0 to 1; 1 of none. */
    public double share() {
      return operations == 0 ? 1 : (double) inTime / operations;
    }

    /** The share served at the first attempt, 0 to 1; 1 of none. */
    public double shareAtFirst() {
      return operations == 0 ? 1 : (double) atFirst / operations;
    }
  }

  /**
   * One second.
   *
   * @param atMicros its beginning, by the history's clock
   * @param operations how many were begun in it
   * @param inTime how many of them were served in time
   */
  public record Second(long atMicros, int operations, int inTime) {
    /** The share served in time, 0 to 1; 1 of none. */
    public double share() {
      return operations == 0 ? 1 : (double) inTime / operations;
    }
  }

  /**
   * What a schedule demands.
   *
   * @param shareDuring the least share served in time while there are faults, 0 to 1
   * @param recoveryMicros how long it may take to recover
   */
  public record Bounds(double shareDuring, long recoveryMicros) {}

  /**
   * Of a history.
   *
   * @param healedMicros when all was healed, by its clock
   * @param patienceMicros what took longer was not served in time
   */
  public static Availability of(History history, long healedMicros, long patienceMicros) {
    List<Operation> operations = history.work();
    List<Long> changes =
        history.faults().stream()
            .filter(event -> event.phase() != FaultEvent.Phase.SKIPPED)
            .map(FaultEvent::atMicros)
            .sorted()
            .toList();
    long first = changes.isEmpty() ? healedMicros : changes.get(0);
    Predicate<Operation> isInTime =
        operation -> isServed(operation) && operation.tookMicros() <= patienceMicros;
    return new Availability(
        phase(operations, 0, first, isInTime),
        phase(operations, first, healedMicros, isInTime),
        phase(operations, healedMicros, Long.MAX_VALUE, isInTime),
        worst(operations, isInTime),
        changes.isEmpty()
            ? OptionalLong.of(0)
            : recovery(operations, changes.get(changes.size() - 1), isInTime));
  }

  private static boolean isServed(Operation operation) {
    return operation.outcome() == Outcome.OK
        || (operation.outcome() == Outcome.REFUSED
            && operation.status() < REFUSALS_OF_CLIENTS_BELOW);
  }

  private static List<Operation> between(List<Operation> operations, long from, long to) {
    return operations.stream()
        .filter(one -> one.beganMicros() >= from && one.beganMicros() < to)
        .toList();
  }

  private static Phase phase(
      List<Operation> operations, long from, long to, Predicate<Operation> isInTime) {
    List<Operation> all = between(operations, from, to);
    List<Operation> served = all.stream().filter(Availability::isServed).toList();
    long[] took = served.stream().mapToLong(Operation::tookMicros).sorted().toArray();
    return new Phase(
        all.size(),
        (int) served.stream().filter(one -> one.attempts() == 1).count(),
        (int) all.stream().filter(isInTime).count(),
        quantile(took, 0.5),
        quantile(took, 0.99));
  }

  private static long quantile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static Second second(long atMicros, List<Operation> of, Predicate<Operation> isInTime) {
    return new Second(atMicros, of.size(), (int) of.stream().filter(isInTime).count());
  }

  private static Second worst(List<Operation> operations, Predicate<Operation> isInTime) {
    Map<Long, List<Operation>> bySecond = new TreeMap<>();
    for (Operation operation : operations) {
      long second = operation.beganMicros() / SECOND_MICROS * SECOND_MICROS;
      bySecond.computeIfAbsent(second, first -> new ArrayList<>()).add(operation);
    }
    return bySecond.entrySet().stream()
        .map(entry -> second(entry.getKey(), entry.getValue(), isInTime))
        .min(Comparator.comparingDouble(Second::share))
        .orElse(new Second(0, 0, 0));
  }

  /** A silence is no calm: something must have been asked. */
  private static OptionalLong recovery(
      List<Operation> operations, long from, Predicate<Operation> isInTime) {
    long end = operations.stream().mapToLong(Operation::endedMicros).max().orElse(0);
    for (long at = from; at + CALM_MICROS <= end; at += STEP_MICROS) {
      Second calm = second(at, between(operations, at, at + CALM_MICROS), isInTime);
      if (calm.operations() > 0 && calm.share() >= CALM_SHARE) {
        return OptionalLong.of(at - from);
      }
    }
    return OptionalLong.empty();
  }

  /** Where it was worse than demanded; without faults, all the time. */
  public List<Finding> beyond(Bounds bounds) {
    List<String> texts = new ArrayList<>();
    Phase amid = during.operations() == 0 ? before : during;
    if (amid.share() < bounds.shareDuring()) {
      texts.add(
          "%.2f %% of %d operations were served in time amid the faults, demanded are %.2f %%"
              .formatted(100 * amid.share(), amid.operations(), 100 * bounds.shareDuring()));
    }
    if (recoveryMicros.orElse(Long.MAX_VALUE) > bounds.recoveryMicros()) {
      texts.add(
          recoveryMicros.isEmpty()
              ? "it did not recover as long as it was watched"
              : "it recovered after %d ms, demanded are %d ms"
                  .formatted(recoveryMicros.getAsLong() / 1000, bounds.recoveryMicros() / 1000));
    }
    return texts.stream().map(text -> new Finding(Invariant.A, "", text, List.of())).toList();
  }
}
