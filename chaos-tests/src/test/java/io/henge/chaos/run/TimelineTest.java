package io.henge.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.fault.Effect;
import io.henge.chaos.fault.Revealed;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.FaultEvent.Phase;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Recorder;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {
  private static final Step STEP = new Step(0, 0, FaultKind.STOP, List.of(1), 1);

  @TempDir private Path directory;
  private List<FaultEvent> events = List.of();

  private Timeline finished(Timeline.Beginning faults) throws Exception {
    History.Header header = new History.Header("timeline", 1, 1, "", 0);
    try (Recorder recorder = new Recorder(directory.resolve("history"), header)) {
      Timeline timeline = new Timeline(List.of(STEP), faults, recorder);
      timeline.finish(0);
      events = recorder.history().faults();
      return timeline;
    }
  }

  private List<Phase> phases() {
    return events.stream().map(FaultEvent::phase).toList();
  }

  @Test
  void what_a_fault_reveals_is_a_failure() throws Exception {
    Timeline timeline =
        finished(
            step -> {
              throw new Revealed("a second process");
            });
    assertThat(timeline.failures()).singleElement().asString().contains("a second process");
    assertThat(timeline.notBegun()).isEmpty();
    assertThat(phases()).containsExactly(Phase.BEGUN, Phase.ENDED);
  }

  @Test
  void what_cannot_be_begun_is_told_and_is_no_failure() throws Exception {
    Timeline timeline =
        finished(
            step -> {
              throw new IllegalStateException("node 1 is down");
            });
    assertThat(timeline.failures()).isEmpty();
    assertThat(timeline.impossible()).isEmpty();
    assertThat(timeline.notBegun()).singleElement().asString().contains("node 1 is down");
    assertThat(phases()).containsExactly(Phase.SKIPPED);
  }

  @Test
  void what_cannot_be_had_is_impossible() throws Exception {
    Timeline timeline = finished(step -> Optional.empty());
    assertThat(timeline.impossible()).containsExactly(FaultKind.STOP.words());
    assertThat(phases()).containsExactly(Phase.SKIPPED);
  }

  @Test
  void a_fault_is_in_force_from_before_it_is_begun() throws Exception {
    long[] begunNanos = new long[1];
    finished(
        step -> {
          begunNanos[0] = System.nanoTime();
          while (System.nanoTime() - begunNanos[0] < 20_000_000) {
            Thread.onSpinWait();
          }
          return Optional.of(Effect.of("", () -> {}));
        });
    assertThat(phases()).containsExactly(Phase.BEGUN, Phase.ENDED);
    long lastedMicros = events.get(1).atMicros() - events.get(0).atMicros();
    assertThat(lastedMicros).isGreaterThanOrEqualTo(20_000);
  }

  @Test
  void what_cannot_be_undone_is_a_failure() throws Exception {
    Timeline timeline =
        finished(
            step ->
                Optional.of(
                    Effect.of(
                        "",
                        () -> {
                          throw new IllegalStateException("for the test");
                        })));
    assertThat(timeline.failures()).singleElement().asString().contains("for the test");
  }
}
