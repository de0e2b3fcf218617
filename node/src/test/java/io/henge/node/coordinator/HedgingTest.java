package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HedgingTest {
  private final ManualClock clock = new ManualClock();
  private final CountedEvents events = new CountedEvents();
  private final Set<NodeId> suspects = new HashSet<>();
  private final Hedging hedging = new Hedging(clock, suspects::contains, new HedgeBudget(), events);
  private final Member quick = Samples.member(1);
  private final Member slow = Samples.member(2);

  private void learn(Member member, long millis) {
    for (int i = 0; i < Hedging.LEARNT_ANSWERS_MIN; i++) {
      long askedAt = clock.monotonicMillis();
      clock.pass(millis);
      hedging.answered(member, askedAt);
    }
  }

  @Test
  void the_delay_is_what_owners_mostly_take_twice_within_bounds() {
    assertThat(hedging.delayMillis(List.of(quick))).isEqualTo(Hedging.DELAY_MILLIS_UNLEARNT);
    learn(quick, 1);
    learn(slow, 48);
    assertThat(hedging.delayMillis(List.of(quick))).isEqualTo(Hedging.DELAY_MILLIS_MIN);
    assertThat(hedging.delayMillis(List.of(slow))).isEqualTo(96);
    assertThat(hedging.delayMillis(List.of(quick, slow))).isEqualTo(96);
    learn(slow, 2_000);
    assertThat(hedging.delayMillis(List.of(slow))).isEqualTo(Hedging.DELAY_MILLIS_MAX);
  }

  @Test
  void a_few_answers_teach_nothing_yet() {
    for (int i = 1; i < Hedging.LEARNT_ANSWERS_MIN; i++) {
      hedging.answered(quick, clock.monotonicMillis());
    }
    assertThat(hedging.delayMillis(List.of(quick))).isEqualTo(Hedging.DELAY_MILLIS_UNLEARNT);
    hedging.answered(quick, clock.monotonicMillis());
    assertThat(hedging.delayMillis(List.of(quick))).isEqualTo(Hedging.DELAY_MILLIS_MIN);
  }

  @Test
  void on_average_a_tenth_of_the_requests_is_hedged_and_no_more() {
    int requests = 10_000;
    for (int i = 0; i < requests; i++) {
      hedging.asked();
      hedging.mayHedge(List.of(slow));
    }
    assertThat(events.hedges).isBetween(requests / 10, requests / 10 + HedgeBudget.SAVED_MAX);
  }

  @Test
  void what_is_saved_up_has_a_bound() {
    for (int i = 0; i < 100_000; i++) {
      hedging.asked();
    }
    while (hedging.mayHedge(List.of(slow))) {
      assertThat(events.hedges).isLessThanOrEqualTo(HedgeBudget.SAVED_MAX);
    }
    assertThat(events.hedges).isEqualTo(HedgeBudget.SAVED_MAX);
  }

  @Test
  void the_replacement_of_a_suspected_owner_costs_no_budget() {
    while (hedging.mayHedge(List.of(slow))) {
      assertThat(events.hedges).isPositive();
    }
    suspects.add(slow.node());
    assertThat(hedging.mayHedge(List.of(quick))).isFalse();
    assertThat(hedging.mayHedge(List.of(quick, slow))).isTrue();
  }
}
