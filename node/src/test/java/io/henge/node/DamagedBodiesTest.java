package io.henge.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two nodes that both hold everything, and damage in their files: clients get the right bytes from
 * the other holder, or an answer that is visibly cut off; never a wrong byte.
 */
class DamagedBodiesTest {
  private static final int SIZE = 3_000_001;
  private static final int PIECE = 1 << 20;

  @TempDir private static Path temporary;
  private static NodePair nodes;

  private static int number;
  private final String key = "photos/" + number++;
  private final Buffer body = bytes(number, SIZE);

  @BeforeAll
  static void start() {
    nodes = NodePair.start(temporary);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @AfterEach
  void nothingIsLeftOpen() {
    for (int node = 0; node < 2; node++) {
      int which = node;
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(nodes.metric(which, "henge_storage_open_files")).isZero();
                assertThat(nodes.metric(which, "henge_storage_check_buffers")).isZero();
              });
    }
  }

  private static Buffer bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private void put() throws IOException {
    assertThat(nodes.put(0, key, body)).isEqualTo(201);
  }

  private static List<Path> files(Path root, String key) {
    String hash = KeyHash.of(BlobKey.of(key)).hex();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().startsWith(hash))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Path> quarantined(int node) {
    return files(nodes.directory(node).resolve("quarantine"), key);
  }

  private void damage(int node, long position) throws IOException {
    Path file = files(nodes.directory(node).resolve("blobs"), key).get(0);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      channel.write(one.put(0, (byte) (one.get(0) ^ 64)).flip(), position);
    }
  }

  private void assertWhole(NodePair.Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
  }

  private void assertCutOff(NodePair.Answer answer, int offset, int damagedAt) {
    assertThat(answer.isWhole()).isFalse();
    int got = answer.body().length();
    assertThat(offset + got).isLessThanOrEqualTo(damagedAt);
    assertThat(answer.body()).isEqualTo(body.slice(offset, offset + got));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, PIECE - 1, SIZE + 10, SIZE + 200})
  void damage_that_is_found_before_the_first_byte_is_made_good_by_the_other_holder(int position)
      throws IOException {
    put();
    damage(0, position);
    assertWhole(nodes.get(0, key, ""));
    assertThat(quarantined(0)).hasSize(1);
    assertWhole(nodes.get(0, key, ""));
    assertThat(nodes.get(0, key, "Range: bytes=5-104\r\n").body()).isEqualTo(body.slice(5, 105));
  }

  @ParameterizedTest
  @ValueSource(ints = {PIECE, 2_000_000, SIZE - 1})
  void later_damage_cuts_the_answer_off_and_the_next_one_comes_from_the_other_holder(int position)
      throws IOException {
    put();
    damage(0, position);
    double before = nodes.metric(0, "henge_storage_corrupt");
    assertCutOff(nodes.get(0, key, ""), 0, position);
    assertThat(quarantined(0)).hasSize(1);
    assertThat(nodes.metric(0, "henge_storage_corrupt")).isEqualTo(before + 1);
    assertWhole(nodes.get(0, key, ""));
    assertThat(nodes.metric(0, "henge_storage_corrupt")).isEqualTo(before + 1);
  }

  @Test
  void later_damage_cuts_a_long_range_off_too_and_a_range_beside_it_is_served() throws IOException {
    put();
    damage(0, 2_900_000);
    NodePair.Answer beside = nodes.get(0, key, "Range: bytes=100000-1999999\r\n");
    assertThat(beside.status()).isEqualTo(206);
    assertThat(beside.body()).isEqualTo(body.slice(100_000, 2_000_000));
    assertThat(quarantined(0)).isEmpty();
    assertCutOff(nodes.get(0, key, "Range: bytes=1000001-\r\n"), 1_000_001, 2_900_000);
    assertThat(quarantined(0)).hasSize(1);
    NodePair.Answer around = nodes.get(0, key, "Range: bytes=2899990-2900009\r\n");
    assertThat(around.body()).isEqualTo(body.slice(2_899_990, 2_900_010));
  }

  @Test
  void damage_at_the_peer_from_which_the_bytes_come_cuts_the_answer_off() throws IOException {
    put();
    damage(0, 0);
    damage(1, 2_500_000);
    assertCutOff(nodes.get(0, key, ""), 0, 2_500_000);
    assertThat(quarantined(0)).hasSize(1);
    assertThat(quarantined(1)).hasSize(1);
  }

  @Test
  void damage_after_the_file_was_found_sound_is_seen() throws IOException {
    put();
    assertWhole(nodes.get(0, key, ""));
    assertWhole(nodes.get(0, key, ""));
    damage(0, 2_000_000);
    assertCutOff(nodes.get(0, key, ""), 0, 2_000_000);
  }

  @Test
  void clients_that_take_nothing_hold_a_file_and_no_memory() throws IOException {
    Buffer large = bytes(1, 40 << 20);
    assertThat(nodes.put(0, key, large)).isEqualTo(201);
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(nodes.ask(0, key));
    }
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(nodes.metric(0, "henge_storage_open_files")).isEqualTo(10);
              assertThat(nodes.metric(0, "henge_storage_check_buffers")).isZero();
            });
    for (Socket client : clients) {
      client.close();
    }
  }
}
