package io.henge.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private final List<String> done = new ArrayList<>();

  @Test
  void it_begins_with_the_first_and_ends_with_the_last() {
    Holds<Integer> slow = new Holds<>(node -> done.add("+" + node), node -> done.add("-" + node));
    slow.take(1);
    slow.take(1);
    slow.take(2);
    slow.drop(1);
    assertThat(done).containsExactly("+1", "+2");
    slow.drop(1);
    slow.take(1);
    assertThat(done).containsExactly("+1", "+2", "-1", "+1");
  }

  @Test
  void what_cannot_be_begun_is_held_by_nobody() {
    Holds<Integer> slow =
        new Holds<>(
            node -> {
              done.add("+" + node);
              if (done.size() == 1) {
                throw new IllegalStateException("for the test");
              }
            },
            node -> done.add("-" + node));
    assertThatThrownBy(() -> slow.take(1)).isInstanceOf(IllegalStateException.class);
    slow.take(1);
    slow.drop(1);
    assertThat(done).containsExactly("+1", "+1", "-1");
  }
}
