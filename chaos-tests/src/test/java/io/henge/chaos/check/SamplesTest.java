package io.henge.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is found in what the nodes said of themselves. */
class SamplesTest {
  private static final Told TOLD =
      new Told(
          Map.of(
              "kill",
              (event, sample) ->
                  event.nodes().contains(sample.node()) && sample.state() == Sample.State.DOWN),
          1_000);
  private static final Resources RESOURCES = new Resources(Map.of("descriptors", 10L));

  private final List<FaultEvent> faults = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();

  private History history() {
    return new History(new History.Header("samples", 0, 2, "", 0), List.of(), faults, samples);
  }

  private void killed(String fault, FaultEvent.Phase phase) {
    faults.add(new FaultEvent(10_000, 1, fault, phase, List.of(2), ""));
  }

  private void sampled(long atMicros, int node, Sample.State state) {
    samples.add(new Sample(atMicros, node, state, Map.of()));
  }

  private void descriptors(int node, long... values) {
    for (long value : values) {
      samples.add(
          new Sample(samples.size(), node, Sample.State.READY, Map.of("descriptors", value)));
    }
  }

  @Test
  void a_fault_is_told_by_a_sample_soon_after_it() {
    killed("kill", FaultEvent.Phase.BEGUN);
    sampled(11_000, 2, Sample.State.DOWN);
    assertThat(TOLD.check(history())).isEmpty();
  }

  @Test
  void a_sample_of_another_node_or_time_or_kind_tells_nothing() {
    killed("kill", FaultEvent.Phase.BEGUN);
    sampled(10_500, 1, Sample.State.DOWN);
    sampled(10_500, 2, Sample.State.READY);
    sampled(9_000, 2, Sample.State.DOWN);
    sampled(11_001, 2, Sample.State.DOWN);
    assertThat(TOLD.check(history())).extracting(Finding::invariant).containsExactly(Invariant.T);
  }

  @Test
  void what_is_not_looked_for_or_could_not_be_begun_need_not_be_told() {
    killed("pause", FaultEvent.Phase.BEGUN);
    killed("kill", FaultEvent.Phase.SKIPPED);
    assertThat(TOLD.check(history())).isEmpty();
  }

  @Test
  void resources_return_to_what_they_were() {
    descriptors(1, 50, 55, 52, 400, 300, 70, 65, 66);
    descriptors(2, 50, 50, 50, 50, 50, 50);
    assertThat(RESOURCES.check(history())).isEmpty();
  }

  @Test
  void resources_that_are_kept_are_found() {
    descriptors(1, 50, 55, 52, 400, 300, 70, 66, 66);
    descriptors(2, 50, 50, 50, 50, 50, 50);
    assertThat(RESOURCES.check(history()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.invariant()).isEqualTo(Invariant.R);
              assertThat(finding.text())
                  .isEqualTo("node 1 had 55 descriptors at first and 66 in the end");
            });
  }

  @Test
  void a_node_that_was_hardly_ever_ready_says_nothing_of_its_resources() {
    descriptors(1, 50, 50, 50, 900, 900);
    assertThat(RESOURCES.check(history())).isEmpty();
  }
}
