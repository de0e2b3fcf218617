package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.machine.Relay.Way;
import io.henge.chaos.machine.Toxic.Manner;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final String HOST = "127.0.0.1";
  private static final int LARGE_BYTES = 3 << 20;

  private EchoServer server;
  private Relay relay;
  private Caller caller;

  @BeforeEach
  void begin() throws IOException {
    server = EchoServer.at(HOST);
    relay = Relay.at(HOST, server.address());
    caller = Caller.to(relay.address());
  }

  @AfterEach
  void end() throws IOException {
    caller.close();
    relay.close();
    server.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(1).nextBytes(bytes);
    return bytes;
  }

  /** Something that takes a while. */
  private interface Work {
    void run() throws Exception;
  }

  private static Duration time(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** More than all buffers on the way hold, so it is sent while it is received. */
  private byte[] echoOfMuch(byte[] much) throws Exception {
    Thread sender =
        new Thread(
            () -> {
              try {
                caller.send(much);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    sender.start();
    byte[] echo = caller.receive(much.length);
    sender.join();
    return echo;
  }

  @Test
  void without_toxics_all_gets_through() throws Exception {
    byte[] much = bytes(LARGE_BYTES);
    assertThat(Arrays.equals(echoOfMuch(much), much)).isTrue();
  }

  @Test
  void late_bytes_are_late_and_whole() throws Exception {
    relay.set(Way.THERE, new Toxic.Latency(Duration.ofMillis(150), Duration.ofMillis(20)));
    relay.set(Way.BACK, new Toxic.Latency(Duration.ofMillis(100), Duration.ZERO));
    assertThat(time(() -> assertThat(caller.isEchoed((byte) 1)).isTrue()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(250));
    byte[] much = bytes(LARGE_BYTES);
    assertThat(Arrays.equals(echoOfMuch(much), much)).isTrue();
  }

  @Test
  void a_narrow_way_takes_its_time() throws Exception {
    relay.set(Way.BACK, new Toxic.Bandwidth(100_000));
    byte[] some = bytes(40_000);
    assertThat(time(() -> assertThat(caller.isEchoed(some)).isTrue()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void slices_come_one_by_one() throws Exception {
    relay.set(Way.BACK, new Toxic.Slices(1), new Toxic.Bandwidth(200));
    caller.send(bytes(20));
    int reads = 0;
    for (int received = 0; received < 20; received += caller.receiveSome()) {
      reads++;
    }
    assertThat(reads).isGreaterThan(1);
  }

  @Test
  void every_so_manyth_byte_is_corrupt() throws Exception {
    relay.set(Way.THERE, new Toxic.Corruption(7));
    byte[] sent = bytes(100);
    byte[] received = caller.send(sent).receive(sent.length);
    for (int i = 0; i < sent.length; i++) {
      assertThat(received[i] == sent[i]).as("byte %d", i).isEqualTo(i % 7 != 6);
    }
  }

  @Test
  void silence_keeps_everything_until_it_is_over() throws Exception {
    relay.set(Way.BACK, new Toxic.Silence());
    caller.send(bytes(10));
    await().until(() -> server.received() == 10);
    assertThat(caller.hearsNothing()).isTrue();
    try (Caller other = Caller.to(relay.address())) {
      assertThat(other.send(bytes(10)).hearsNothing()).as("accepted, and nothing said").isTrue();
    }
    relay.clear();
    assertThat(caller.receive(10)).isEqualTo(bytes(10));
  }

  @Test
  void silence_keeps_the_end_of_a_connection_as_well() throws Exception {
    assertThat(caller.isEchoed((byte) 1)).isTrue();
    relay.set(Way.BACK, new Toxic.Silence());
    server.closeConnections();
    assertThat(caller.hearsNothing()).isTrue();
    relay.clear();
    assertThat(caller.receive(1)).isEmpty();
  }

  @Test
  void a_connection_is_closed_after_so_many_bytes() throws Exception {
    relay.set(Way.BACK, new Toxic.End(5, Manner.CLOSE));
    assertThat(caller.send(bytes(10)).receive(10)).isEqualTo(Arrays.copyOf(bytes(10), 5));
  }

  @Test
  void a_connection_is_reset_after_so_many_bytes() throws Exception {
    relay.set(Way.THERE, new Toxic.End(5, Manner.RESET));
    caller.send(bytes(10));
    assertThatThrownBy(() -> caller.receive(10))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void half_a_connection_is_closed_and_the_other_half_goes_on() throws Exception {
    relay.set(Way.BACK, new Toxic.End(5, Manner.HALF_CLOSE));
    assertThat(caller.send(bytes(10)).receive(10)).hasSize(5);
    caller.send(bytes(100));
    await().until(() -> server.received() == 110);
  }

  @Test
  void all_connections_are_reset_at_once_and_new_ones_are_accepted() throws Exception {
    assertThat(caller.isEchoed((byte) 1)).isTrue();
    relay.reset();
    assertThatThrownBy(() -> caller.receive(1)).isInstanceOf(SocketException.class);
    try (Caller next = Caller.to(relay.address())) {
      assertThat(next.isEchoed((byte) 2)).isTrue();
    }
  }

  /** Repeated, as a thread that still waits for a connection is seldom late. */
  @RepeatedTest(50)
  void connections_end_with_the_relay() throws Exception {
    assertThat(caller.isEchoed((byte) 1)).isTrue();
    relay.close();
    assertThatThrownBy(() -> caller.receive(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> Caller.to(relay.address())).isInstanceOf(IOException.class);
  }
}
