package io.henge.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.FaultEvent.Phase;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Sample;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Schedule;
import io.henge.chaos.schedule.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final int NODES = 3;
  private static final int VICTIM = 1;
  private static final int SECONDS = 8;

  /** A node is cut off, and each says every second how many it suspects, or nothing. */
  private static List<Finding> findings(OptionalLong suspectedByVictim, OptionalLong byOthers) {
    List<FaultEvent> faults =
        List.of(
            new FaultEvent(0, 0, "PEERS_CUT", Phase.BEGUN, List.of(VICTIM), ""),
            new FaultEvent(micros(SECONDS), 0, "PEERS_CUT", Phase.ENDED, List.of(VICTIM), ""));
    List<Sample> samples = new ArrayList<>();
    for (int second = 1; second < SECONDS; second++) {
      for (int node = 1; node <= NODES; node++) {
        samples.add(sample(second, node, node == VICTIM ? suspectedByVictim : byOthers));
      }
    }
    History.Header header = new History.Header("cut", 1, NODES, "", 0);
    return Checks.ofFaults(new History(header, List.of(), faults, samples));
  }

  private static Sample sample(int second, int node, OptionalLong suspected) {
    return suspected.isPresent()
        ? new Sample(
            micros(second), node, Sample.State.READY, Map.of("suspected", suspected.getAsLong()))
        : new Sample(micros(second), node, Sample.State.DOWN, Map.of());
  }

  private static long micros(int seconds) {
    return TimeUnit.SECONDS.toMicros(seconds);
  }

  @Test
  void a_fault_that_no_node_shows_is_a_finding() {
    assertThat(findings(OptionalLong.of(0), OptionalLong.of(0)))
        .extracting(Finding::invariant)
        .containsExactly(Invariant.T);
    assertThat(findings(OptionalLong.empty(), OptionalLong.of(0))).hasSize(1);
    assertThat(findings(OptionalLong.of(0), OptionalLong.of(1))).isEmpty();
  }

  @Test
  void nodes_that_are_down_themselves_need_not_show_it() {
    assertThat(findings(OptionalLong.of(0), OptionalLong.empty())).isEmpty();
  }

  @Test
  void a_cluster_of_which_one_node_is_hurt_must_serve() {
    assertThat(Checks.mustBeServed(schedule())).isTrue();
    assertThat(Checks.mustBeServed(schedule(kill(2)))).isTrue();
    assertThat(Checks.mustBeServed(schedule(kill(1, 2)))).isFalse();
    assertThat(Checks.mustBeServed(schedule(kill(1), kill(2)))).isFalse();
  }

  private static Schedule schedule(Step... steps) {
    return new Schedule("some", 1, NODES, 10_000, List.of(steps));
  }

  private static Step kill(Integer... nodes) {
    return new Step(1_000, 1_000, FaultKind.KILL, List.of(nodes), 0);
  }
}
