package io.henge.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessFaultsTest {
  @Test
  void a_second_process_must_end_and_not_well() {
    assertThat(ProcessFaults.requireRefused(2, Optional.of(1))).isEqualTo("node 2: exit code 1");
    assertThatThrownBy(() -> ProcessFaults.requireRefused(2, Optional.of(0)))
        .isInstanceOf(Revealed.class)
        .hasMessageContaining("node 2 ended well");
    assertThatThrownBy(() -> ProcessFaults.requireRefused(2, Optional.empty()))
        .isInstanceOf(Revealed.class)
        .hasMessageContaining("node 2 goes on");
  }
}
