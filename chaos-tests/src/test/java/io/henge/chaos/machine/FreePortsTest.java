package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
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
    int[] taken =
        IntStream.rangeClosed(part + 1, part + 500).filter(port -> port != left).toArray();
    ServerSocket[] held = new ServerSocket[taken.length];
    try {
      for (int i = 0; i < taken.length; i++) {
        held[i] = new ServerSocket();
        held[i].bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), taken[i]));
      }
      assertThat(FreePorts.base(0)).isEqualTo(left);
    } finally {
      for (ServerSocket socket : held) {
        if (socket != null) {
          socket.close();
        }
      }
    }
  }
}
