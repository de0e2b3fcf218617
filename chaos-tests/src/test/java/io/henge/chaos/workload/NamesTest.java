package io.henge.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {
  private final Names names = new Names();

  @Test
  void a_version_is_of_the_write_that_was_heard_of_first() {
    names.learn("key", "v1", "write 1");
    names.learn("key", "v1", "write 1");
    names.learn("other key", "v1", "write 2");
    assertThat(names.of("key", "v1")).contains("write 1");
    assertThat(names.of("key", "v2")).isEmpty();
    assertThat(names.contradictions()).isEmpty();
  }

  @Test
  void a_version_of_two_writes_is_a_contradiction() {
    names.learn("key", "v1", "write 1");
    names.learn("key", "v1", "write 2");
    assertThat(names.of("key", "v1")).contains("write 1");
    assertThat(names.contradictions())
        .containsExactly(new Names.Contradiction("key", "v1", "write 1", "write 2"));
  }
}
