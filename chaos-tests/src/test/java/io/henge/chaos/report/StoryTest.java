package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  @Test
  void a_story_keeps_what_is_named_and_what_happened_around_it() {
    SampleOperations operations = new SampleOperations();
    for (int i = 0; i < 1_000; i++) {
      operations.add(i % 2 == 0 ? "key" : "other", i, 1, Outcome.OK, 200, 1);
    }
    Finding finding = new Finding(Invariant.D, "key", "lost", List.of(4L, 700L));
    Story story = Story.worst(operations.result(1, 2, finding), 10).get(0);
    List<Long> numbers = story.operations().stream().map(Operation::number).toList();
    assertThat(numbers).hasSize(200).isSorted().contains(4L, 700L, 602L, 798L).doesNotContain(6L);
    assertThat(story.operations()).allMatch(operation -> operation.key().equals("key"));
    assertThat(story.left()).isEqualTo(300);
  }

  @Test
  void the_gravest_come_first_and_those_without_operations_not_at_all() {
    SampleOperations operations =
        new SampleOperations()
            .add("stale", 0, 1, Outcome.OK, 200, 1)
            .add("lost", 1, 1, Outcome.OK, 200, 1)
            .add("stale twice", 2, 1, Outcome.OK, 200, 1);
    ScheduleResult result =
        operations.result(
            1,
            2,
            new Finding(Invariant.L, "stale", "", List.of()),
            new Finding(Invariant.L, "stale twice", "", List.of()),
            new Finding(Invariant.L, "stale twice", "", List.of()),
            new Finding(Invariant.V, "", "", List.of()),
            new Finding(Invariant.D, "lost", "", List.of()));
    assertThat(Story.worst(result, 10).stream().map(Story::key))
        .containsExactly("lost", "stale twice", "stale");
    assertThat(Story.worst(result, 1).stream().map(Story::key)).containsExactly("lost");
  }
}
