package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Finding LOST = new Finding(Invariant.D, "key", "lost", List.of());
  private static final ScheduleResult GOOD =
      new SampleOperations().add(0, 1, Outcome.OK).result(1, 2);
  private static final ScheduleResult BAD =
      new SampleOperations().add(0, 1, Outcome.OK).result(1, 2, LOST);

  @Test
  void what_was_done_in_full_and_found_nothing_passes() {
    assertThat(Verdict.of(GOOD)).isEqualTo(new Verdict(Verdict.Word.PASS, List.of()));
    assertThat(Verdict.of(run(Map.of("kill", ""), GOOD, GOOD)).word()).isEqualTo(Verdict.Word.PASS);
  }

  @Test
  void a_capability_that_is_missing_makes_it_less_than_a_pass() {
    Verdict verdict = Verdict.of(run(Map.of("slow disks", "no root"), GOOD));
    assertThat(verdict.word()).isEqualTo(Verdict.Word.REDUCED);
    assertThat(verdict.reasons()).containsExactly("slow disks: no root");
  }

  @Test
  void so_does_a_schedule_that_was_not_done_in_full() {
    ScheduleResult reduced = result(GOOD, Set.of(Invariant.D), List.of("no relay"));
    assertThat(Verdict.of(reduced).word()).isEqualTo(Verdict.Word.REDUCED);
    assertThat(Verdict.of(run(Map.of(), GOOD, reduced)).word()).isEqualTo(Verdict.Word.REDUCED);
  }

  @Test
  void so_does_a_fault_that_could_never_be_begun() {
    ScheduleResult skipped = withFault(FaultEvent.Phase.SKIPPED);
    ScheduleResult begun = withFault(FaultEvent.Phase.BEGUN);
    assertThat(Verdict.of(run(Map.of(), GOOD, skipped)).reasons())
        .containsExactly("STOP: it could never be begun");
    assertThat(Verdict.of(run(Map.of(), skipped, begun)).word()).isEqualTo(Verdict.Word.PASS);
  }

  private static ScheduleResult withFault(FaultEvent.Phase phase) {
    History good = GOOD.history();
    FaultEvent event = new FaultEvent(1, 0, "STOP", phase, List.of(1), "");
    History history = new History(good.header(), good.operations(), List.of(event), good.samples());
    return new ScheduleResult(history, GOOD.checked(), List.of(), List.of(), 1, 2, "", Map.of());
  }

  @Test
  void nothing_done_or_nothing_checked_is_no_pass() {
    assertThat(Verdict.of(run(Map.of())).word()).isEqualTo(Verdict.Word.REDUCED);
    assertThat(Verdict.of(new SampleOperations().result(1, 2)).word())
        .isEqualTo(Verdict.Word.REDUCED);
    assertThat(Verdict.of(result(GOOD, Set.of(), List.of())).word())
        .isEqualTo(Verdict.Word.REDUCED);
  }

  @Test
  void a_finding_fails_it_whatever_else_there_is() {
    Verdict verdict = Verdict.of(run(Map.of("slow disks", "no root"), GOOD, BAD));
    assertThat(verdict.word()).isEqualTo(Verdict.Word.FAIL);
    assertThat(verdict.reasons()).containsExactly("1 finding", "slow disks: no root");
  }

  @Test
  void bounds_follow_the_rule_of_three() {
    ScheduleResult many = new SampleOperations().seconds(0, 30, 100, 0).result(1, 2);
    Totals totals = Totals.of(Examined.all(run(Map.of(), many)));
    assertThat(totals.bounds().get(0).trials()).isEqualTo(3_000);
    assertThat(totals.bounds().get(0).conclusion()).isEqualTo("1 in 1,000");
    assertThat(totals.bounds().get(3).conclusion()).isEqualTo("was not looked at");
    assertThat(Totals.of(Examined.all(run(Map.of(), BAD))).bounds().get(0).conclusion())
        .isEqualTo("it happens");
  }

  private static ScheduleResult result(
      ScheduleResult like, Set<Invariant> checked, List<String> reduced) {
    return new ScheduleResult(like.history(), checked, List.of(), reduced, 1, 2, "", Map.of());
  }

  private static RunResult run(Map<String, String> environment, ScheduleResult... schedules) {
    return SampleRuns.run("a run", environment, List.of(schedules));
  }
}
