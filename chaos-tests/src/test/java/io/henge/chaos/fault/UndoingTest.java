package io.henge.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoingTest {
  private final List<String> undone = new ArrayList<>();

  @Test
  void what_is_begun_is_undone_once_the_last_thing_first() throws Exception {
    Undoing undoing =
        Undoing.begin(
            undo -> {
              undo.add(() -> undone.add("one"));
              undo.add(() -> undone.add("two"));
            });
    assertThat(undone).isEmpty();
    undoing.run();
    undoing.run();
    assertThat(undone).containsExactly("two", "one");
  }

  @Test
  void what_fails_half_way_is_undone_as_far_as_it_went() {
    assertThatThrownBy(
            () ->
                Undoing.begin(
                    undo -> {
                      undo.add(() -> undone.add("one"));
                      undo.add(
                          () -> {
                            throw new IllegalStateException("not undone");
                          });
                      throw new IllegalStateException("not begun");
                    }))
        .hasMessage("not begun")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(undone).containsExactly("one");
  }
}
