package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.Operation.Outcome;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void outcomes_are_counted_and_an_unmet_condition_is_served() {
    Figures figures =
        Figures.of(
            new SampleOperations()
                .add("key", 0, 5, Outcome.OK, 201, 1)
                .add("key", 100, 5, Outcome.OK, 201, 3)
                .add("key", 200, 5, Outcome.REFUSED, 412, 1)
                .add("key", 300, 5, Outcome.REFUSED, 503, 4)
                .add("key", 400, 5, Outcome.UNKNOWN, 0, 4)
                .add("key", 500, 5, Outcome.DAMAGED, 200, 1)
                .result(0, 0));
    assertThat(figures.outcomes())
        .containsEntry(Outcome.OK, 2L)
        .containsEntry(Outcome.REFUSED, 2L)
        .containsEntry(Outcome.UNKNOWN, 1L)
        .containsEntry(Outcome.DAMAGED, 1L);
    assertThat(figures.firstTry()).isEqualTo(new Share(2, 6));
    assertThat(figures.withRetries()).isEqualTo(new Share(3, 6));
  }

  @Test
  void an_operation_counts_in_the_second_in_which_it_was_begun() {
    SampleOperations operations =
        new SampleOperations().seconds(0, 3, 10, 0).add(1_900, 5_000, Outcome.UNKNOWN);
    Figures figures = Figures.of(operations.result(0, 0));
    assertThat(figures.worst()).contains(new Figures.Second(1, new Share(10, 11)));
    assertThat(figures.lengthMicros()).isEqualTo(6_900_000);
  }

  @Test
  void latencies_are_told_apart_by_the_faults() {
    Figures figures =
        Figures.of(
            new SampleOperations()
                .add(0, 1, Outcome.OK)
                .fault(1_000, 3_000)
                .add(1_000, 700, Outcome.OK)
                .add(3_500, 20, Outcome.OK)
                .add(4_000, 3, Outcome.OK)
                .result(4_000, 6_500));
    assertThat(figures.before().quantileMicros(0.99)).isEqualTo(1_000);
    assertThat(figures.during().quantileMicros(0.5)).isEqualTo(20_000);
    assertThat(figures.during().quantileMicros(0.99)).isEqualTo(700_000);
    assertThat(figures.after().quantileMicros(0.5)).isEqualTo(3_000);
    assertThat(figures.untilEqualMicros()).hasValue(2_500_000);
  }

  @Test
  void a_schedule_without_faults_is_all_before_them_and_one_that_never_was_equal_says_so() {
    Figures figures = Figures.of(new SampleOperations().add(0, 1, Outcome.OK).result(500, 0));
    assertThat(figures.during().isEmpty()).isTrue();
    assertThat(figures.after().isEmpty()).isTrue();
    assertThat(figures.untilEqualMicros()).isEmpty();
  }

  @Test
  void an_outage_is_over_with_the_first_of_five_good_seconds() {
    SampleOperations operations =
        new SampleOperations()
            .seconds(0, 4, 100, 0)
            .seconds(4, 6, 100, 20)
            .seconds(6, 9, 100, 0)
            .seconds(9, 10, 100, 1)
            .seconds(12, 20, 100, 0);
    assertThat(Figures.of(operations.result(0, 0)).outage())
        .contains(new Outage(4, OptionalInt.of(12)));
  }

  @Test
  void one_that_is_not_seen_to_end_is_the_longest() {
    SampleOperations operations =
        new SampleOperations()
            .seconds(0, 2, 10, 1)
            .seconds(2, 8, 10, 0)
            .seconds(8, 9, 10, 1)
            .seconds(9, 12, 10, 0);
    assertThat(Figures.of(operations.result(0, 0)).outage())
        .contains(new Outage(8, OptionalInt.empty()));
  }

  @Test
  void who_always_serves_has_none() {
    SampleOperations operations = new SampleOperations().seconds(0, 9, 10, 0);
    assertThat(Figures.of(operations.result(0, 0)).outage()).isEmpty();
    assertThat(Figures.of(new SampleOperations().result(0, 0)).outage()).isEmpty();
    assertThat(Figures.of(new SampleOperations().result(0, 0)).worst()).isEmpty();
  }

  @Test
  void long_histories_have_wider_buckets() {
    SampleOperations operations = new SampleOperations().seconds(0, 600, 1, 0);
    Buckets buckets = Buckets.of(operations.history(), 600_000_000, 240);
    assertThat(buckets.widthSeconds()).isEqualTo(3);
    assertThat(buckets.all()).hasSize(200).allMatch(bucket -> bucket.count() == 3);
  }
}
