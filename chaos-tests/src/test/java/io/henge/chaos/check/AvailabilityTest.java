package io.henge.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
  private static final long SECOND = 1_000_000;
  private static final long PATIENCE = 2 * SECOND;
  private static final int SECONDS = 30;

  private final List<Operation> operations = new ArrayList<>();

  /** Ten operations a second for half a minute; a fault from 10 s to 12 s; healed at 20 s. */
  private Availability availability(boolean hasFaults) {
    for (long at = 0; at < SECONDS * SECOND; at += SECOND / 10) {
      Op op = new Op(operations.size(), Kind.GET, "key").between(at, at + 1000 + at / SECOND);
      operations.add(changed(op, at, hasFaults).build());
    }
    List<FaultEvent> faults = new ArrayList<>();
    if (hasFaults) {
      faults.add(event(10 * SECOND, FaultEvent.Phase.BEGUN));
      faults.add(event(12 * SECOND, FaultEvent.Phase.ENDED));
    }
    faults.add(event(25 * SECOND, FaultEvent.Phase.SKIPPED));
    History.Header header = new History.Header("timeline", 0, 5, "", 0);
    return Availability.of(
        new History(header, operations, faults, List.of()), 20 * SECOND, PATIENCE);
  }

  private static FaultEvent event(long at, FaultEvent.Phase phase) {
    return new FaultEvent(at, 1, "kill", phase, List.of(1), "");
  }

  /** Nothing from 11 s to 12 s, second attempts until 12.5 s, one too late at 13 s. */
  private static Op changed(Op op, long at, boolean hasFaults) {
    if (!hasFaults || at < 11 * SECOND || at > 13 * SECOND) {
      return op;
    } else if (at < 12 * SECOND) {
      return op.outcome(Outcome.UNKNOWN, 503);
    } else if (at < 12 * SECOND + SECOND / 2) {
      return op.attempts(2);
    }
    return at == 13 * SECOND ? op.between(at, at + PATIENCE + 1) : op;
  }

  @Test
  void the_phases_are_told_apart() {
    Availability availability = availability(true);
    assertThat(availability.before()).isEqualTo(new Availability.Phase(100, 100, 100, 1004, 1009));
    assertThat(availability.during().operations()).isEqualTo(100);
    assertThat(availability.during().atFirst()).isEqualTo(85);
    assertThat(availability.during().inTime()).isEqualTo(89);
    assertThat(availability.during().share()).isEqualTo(0.89);
    assertThat(availability.during().shareAtFirst()).isEqualTo(0.85);
    assertThat(availability.after()).isEqualTo(new Availability.Phase(100, 100, 100, 1024, 1029));
  }

  @Test
  void the_worst_second_is_that_of_the_fault() {
    assertThat(availability(true).worst()).isEqualTo(new Availability.Second(11 * SECOND, 10, 0));
  }

  @Test
  void it_has_recovered_when_five_seconds_stay_good() {
    assertThat(availability(true).recoveryMicros())
        .isEqualTo(OptionalLong.of(SECOND + SECOND / 10));
  }

  @Test
  void without_faults_all_is_before_them_and_nothing_to_recover_from() {
    Availability availability = availability(false);
    assertThat(availability.before().operations()).isEqualTo(200);
    assertThat(availability.during()).isEqualTo(new Availability.Phase(0, 0, 0, 0, 0));
    assertThat(availability.during().share()).isEqualTo(1);
    assertThat(availability.recoveryMicros()).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void what_is_worse_than_demanded_is_found() {
    Availability availability = availability(true);
    assertThat(availability.beyond(new Availability.Bounds(0.89, 2 * SECOND))).isEmpty();
    assertThat(availability.beyond(new Availability.Bounds(0.9, SECOND)))
        .extracting(Finding::invariant)
        .containsExactly(Invariant.A, Invariant.A);
  }

  @Test
  void whoever_is_not_watched_for_long_enough_has_not_recovered() {
    operations.add(new Op(0, Kind.GET, "key").between(13 * SECOND, 16 * SECOND).build());
    History.Header header = new History.Header("timeline", 0, 5, "", 0);
    List<FaultEvent> faults = List.of(event(12 * SECOND, FaultEvent.Phase.BEGUN));
    Availability availability =
        Availability.of(
            new History(header, operations, faults, List.of()), 20 * SECOND, 4 * SECOND);
    assertThat(availability.recoveryMicros()).isEmpty();
    assertThat(availability.beyond(new Availability.Bounds(0, 60 * SECOND))).hasSize(1);
  }

  @Test
  void a_refusal_of_what_was_asked_is_served_and_one_for_want_of_room_is_not() {
    operations.add(refused(0, 412));
    operations.add(refused(1, 507));
    History.Header header = new History.Header("timeline", 0, 5, "", 0);
    History history = new History(header, operations, List.of(), List.of());
    assertThat(Availability.of(history, SECOND, PATIENCE).before().share()).isEqualTo(0.5);
  }

  private static Operation refused(long number, int status) {
    return new Op(number, Kind.PUT_IF_ABSENT, "key")
        .between(0, 10)
        .outcome(Outcome.REFUSED, status)
        .build();
  }
}
