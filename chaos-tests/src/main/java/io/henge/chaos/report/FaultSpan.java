package io.henge.chaos.report;

import io.henge.chaos.history.FaultEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fault from its beginning to its end.
 *
 * @param begun how it was begun
 * @param ended how it was ended; empty when nothing ended it of its own
 * @param toMicros when it was over, by the history's clock
 */
record FaultSpan(FaultEvent begun, Optional<FaultEvent> ended, long toMicros) {

  /** All that were begun, in this order. One without an end was over when all were. */
  static List<FaultSpan> of(ScheduleResult result, long lengthMicros) {
    Map<Integer, FaultEvent> ends = new HashMap<>();
    List<FaultSpan> spans = new ArrayList<>();
    for (FaultEvent event : result.history().faults()) {
      if (event.phase() == FaultEvent.Phase.ENDED) {
        ends.put(event.id(), event);
      }
    }
    for (FaultEvent event : result.history().faults()) {
      if (event.phase() == FaultEvent.Phase.BEGUN) {
        Optional<FaultEvent> end = Optional.ofNullable(ends.get(event.id()));
        long healed = result.healedMicros() > 0 ? result.healedMicros() : lengthMicros;
        long to = end.map(FaultEvent::atMicros).orElse(healed);
        spans.add(new FaultSpan(event, end, Math.max(to, event.atMicros())));
      }
    }
    return spans;
  }

  long fromMicros() {
    return begun.atMicros();
  }

  /** Its name and whom it concerns. */
  String label() {
    return (begun.fault() + " " + Words.nodes(begun.nodes())).strip();
  }

  FaultFamily family() {
    return FaultFamily.of(begun.fault());
  }
}
