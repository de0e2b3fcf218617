package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.chaos.machine.AtExit.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtExitTest {
  private final AtExit exit = new AtExit();
  private final List<String> done = new ArrayList<>();

  @Test
  void stages_come_in_their_order_and_in_each_the_last_one_first() {
    Runnable left = () -> done.add("left out");
    exit.add(Stage.MACHINE, () -> done.add("network"));
    exit.add(Stage.MACHINE, () -> done.add("disk"));
    exit.add(Stage.NODES, () -> done.add("node"));
    exit.add(Stage.FAULTS, () -> done.add("fault"));
    exit.add(Stage.FAULTS, left);
    exit.remove(Stage.FAULTS, left);
    exit.run();
    assertThat(done).containsExactly("fault", "node", "disk", "network");
  }

  @Test
  void what_fails_keeps_nothing_else_from_being_done() {
    exit.add(Stage.MACHINE, () -> done.add("disk"));
    exit.add(
        Stage.NODES,
        () -> {
          throw new IllegalStateException("for the test");
        });
    exit.run();
    assertThat(done).containsExactly("disk");
  }

  @Test
  void nothing_is_begun_when_the_end_has_begun() {
    exit.add(
        Stage.FAULTS,
        () ->
            assertThatThrownBy(() -> exit.add(Stage.NODES, () -> done.add("late")))
                .isInstanceOf(IllegalStateException.class));
    exit.run();
    assertThat(done).isEmpty();
  }
}
