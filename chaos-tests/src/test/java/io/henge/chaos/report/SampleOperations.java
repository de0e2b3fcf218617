package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Operations one by one, and a result of them. */
final class SampleOperations {
  private final List<Operation> operations = new ArrayList<>();
  private final List<FaultEvent> faults = new ArrayList<>();

  SampleOperations add(long beganMillis, long tookMillis, Outcome outcome) {
    return add("key", beganMillis, tookMillis, outcome, outcome == Outcome.OK ? 200 : 503, 1);
  }

  SampleOperations add(
      String key, long beganMillis, long tookMillis, Outcome outcome, int status, int attempts) {
    int number = operations.size();
    operations.add(
        new Operation(
            number,
            1,
            Kind.PUT,
            key,
            Optional.of("1-" + number),
            Optional.empty(),
            0,
            false,
            0,
            beganMillis * 1_000,
            (beganMillis + tookMillis) * 1_000,
            outcome,
            status,
            attempts,
            attempts,
            List.of(),
            2,
            0,
            false,
            ""));
    return this;
  }

  /** So many in each of some seconds, of which some are refused. */
  SampleOperations seconds(int from, int to, int each, int refused) {
    for (int second = from; second < to; second++) {
      for (int i = 0; i < each; i++) {
        add(second * 1_000L, 10, i < refused ? Outcome.REFUSED : Outcome.OK);
      }
    }
    return this;
  }

  SampleOperations fault(long fromMillis, long toMillis) {
    int id = faults.size();
    for (FaultEvent.Phase phase : List.of(FaultEvent.Phase.BEGUN, FaultEvent.Phase.ENDED)) {
      long at = phase == FaultEvent.Phase.BEGUN ? fromMillis : toMillis;
      faults.add(new FaultEvent(at * 1_000, id, "kill", phase, List.of(1), ""));
    }
    return this;
  }

  History history() {
    return new History(new History.Header("by hand", 1, 3, "", 0), operations, faults, List.of());
  }

  ScheduleResult result(long healedMillis, long equalMillis, Finding... findings) {
    return new ScheduleResult(
        history(),
        Set.of(Invariant.D),
        List.of(findings),
        List.of(),
        healedMillis * 1_000,
        equalMillis * 1_000,
        "",
        Map.of());
  }
}
