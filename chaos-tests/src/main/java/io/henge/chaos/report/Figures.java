package io.henge.chaos.report;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Outcome;
import io.henge.chaos.history.Sample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The numbers of one schedule, for people to look at.
 *
 * @param lengthMicros how long its history is
 * @param outcomes how many operations had each outcome
 * @param perSecond operations per second, from the first one's beginning to the last one's end
 * @param firstTry how many operations were served when they were first sent
 * @param withRetries how many were served in the end
 * @param worst the second with the smallest share of served ones
 * @param outage the longest time without good service
 * @param before how long operations took that were begun before the first fault
 * @param during those begun while there were faults
 * @param after those begun when all faults were over
 * @param untilEqualMicros from the end of all faults until all owners were seen to hold the same
 */
record Figures(
    long lengthMicros,
    Map<Outcome, Long> outcomes,
    double perSecond,
    Share firstTry,
    Share withRetries,
    Optional<Second> worst,
    Optional<Outage> outage,
    Latencies before,
    Latencies during,
    Latencies after,
    OptionalLong untilEqualMicros) {

  static Figures of(ScheduleResult result) {
    History history = result.history();
    List<Operation> operations = history.work();
    long length = lengthMicros(result);
    List<Buckets.Bucket> seconds = Buckets.of(history, length, Integer.MAX_VALUE).all();
    long first =
        history.faults().stream()
            .filter(event -> event.phase() == FaultEvent.Phase.BEGUN)
            .mapToLong(FaultEvent::atMicros)
            .min()
            .orElse(Long.MAX_VALUE);
    long healed = result.healedMicros() > 0 ? result.healedMicros() : Long.MAX_VALUE;
    long served = operations.stream().filter(Buckets::served).count();
    long atOnce =
        operations.stream().filter(it -> Buckets.served(it) && it.attempts() <= 1).count();
    return new Figures(
        length,
        outcomes(operations),
        perSecond(operations),
        new Share(atOnce, operations.size()),
        new Share(served, operations.size()),
        worst(seconds),
        Outage.longest(seconds),
        latencies(operations, Long.MIN_VALUE, first),
        latencies(operations, first, Math.max(first, healed)),
        latencies(operations, Math.max(first, healed), Long.MAX_VALUE),
        result.equalMicros() > 0
            ? OptionalLong.of(Math.max(0, result.equalMicros() - result.healedMicros()))
            : OptionalLong.empty());
  }

  long operations() {
    return withRetries.whole();
  }

  private static long lengthMicros(ScheduleResult result) {
    History history = result.history();
    return Stream.of(
            history.operations().stream().mapToLong(Operation::endedMicros),
            history.faults().stream().mapToLong(FaultEvent::atMicros),
            history.samples().stream().mapToLong(Sample::atMicros),
            LongStream.of(Buckets.SECOND_MICROS, result.healedMicros(), result.equalMicros()))
        .flatMapToLong(times -> times)
        .max()
        .orElse(Buckets.SECOND_MICROS);
  }

  private static Map<Outcome, Long> outcomes(List<Operation> operations) {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, operations.stream().filter(it -> it.outcome() == outcome).count());
    }
    return outcomes;
  }

  private static double perSecond(List<Operation> operations) {
    long from = operations.stream().mapToLong(Operation::beganMicros).min().orElse(0);
    long to = operations.stream().mapToLong(Operation::endedMicros).max().orElse(0);
    return to > from ? operations.size() * 1e6 / (to - from) : 0;
  }

  private static Latencies latencies(List<Operation> operations, long from, long to) {
    return Latencies.of(
        operations.stream()
            .filter(it -> it.beganMicros() >= from && it.beganMicros() < to)
            .toList());
  }

  private static Optional<Second> worst(List<Buckets.Bucket> seconds) {
    Optional<Second> worst = Optional.empty();
    for (int at = 0; at < seconds.size(); at++) {
      Share served = seconds.get(at).served();
      if (served.whole() > 0
          && served.ratio() < worst.map(second -> second.served().ratio()).orElse(2.0)) {
        worst = Optional.of(new Second(at, served));
      }
    }
    return worst;
  }

  /** How many were served of those begun in a second, counted from 0. */
  record Second(int at, Share served) {}
}
