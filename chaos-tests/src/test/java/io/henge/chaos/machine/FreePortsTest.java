package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private static final int[] OFFSETS = {0, 1, 2, 100, 101, 102, 499};

  @RepeatedTest(20)
  void ports_lie_in_a_part_that_nobody_else_can_claim() {
    int base = FreePorts.base(OFFSETS);
    int part = base - base % FreePorts.PART;

    assertThat((base + 499) / FreePorts.PART)
        .as("the part of the last")
        .isEqualTo(base / FreePorts.PART);
    assertThat(base).as("the first port is the claim").isNotEqualTo(part);
    assertThat(FreePorts.claimed(part)).isEmpty();
  }

  @Test
  void ports_in_use_are_not_given() throws Exception {
    int part = FreePorts.base(0) / FreePorts.PART * FreePorts.PART;
    int left = part + 250;
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int port = part + 1; port <= part + 500; port++) {
        if (port != left) {
          // Without one that somebody else has the rest is as good a test.
          FreePorts.claimed(port).ifPresent(held::add);
        }
      }
      assertThat(FreePorts.base(0)).isEqualTo(left);
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
