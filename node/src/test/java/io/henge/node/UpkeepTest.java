package io.henge.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that look after what they hold. */
class UpkeepTest {
  private static final int DELETED = 100;

  @TempDir private static Path temporary;
  private static NodePair nodes;

  @BeforeAll
  static void start() {
    nodes = NodePair.start(temporary);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static Buffer bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private static List<Path> files(int node) {
    try (Stream<Path> files = Files.walk(nodes.directory(node).resolve("blobs"))) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject scrub(int node) throws IOException {
    return new JsonObject(nodes.admin(node, "GET", "/-/scrub").body());
  }

  @Test
  void damage_that_nobody_reads_is_found_by_a_scrub_and_refilled_from_the_other_node()
      throws IOException {
    Buffer body = bytes(1, 3_000_001);
    assertThat(nodes.put(0, "damaged", body)).isEqualTo(201);
    assertThat(nodes.put(0, "removed", body)).isEqualTo(201);
    List<Path> files = files(0);
    assertThat(files).hasSize(2);
    byte[] stored = Files.readAllBytes(files.get(0));
    stored[2_000_000] ^= 8;
    Files.write(files.get(0), stored);
    Files.delete(files.get(1));

    long passes = scrub(0).getLong("passes");
    assertThat(nodes.admin(0, "POST", "/-/scrub").status()).isEqualTo(202);
    Awaitility.await().until(() -> scrub(0).getLong("passes") > passes);
    JsonObject found = scrub(0);
    assertThat(found.getLong("corrupt")).isEqualTo(1);
    assertThat(found.getLong("missing")).isEqualTo(1);
    Awaitility.await().until(() -> scrub(0).getLong("damaged") == 0);

    assertThat(nodes.metric(0, "henge_refilled_total")).isEqualTo(2);
    assertThat(nodes.metric(0, "henge_damaged")).isZero();
    assertThat(files(0)).hasSize(2);
    assertThat(nodes.get(0, "damaged?r=1", "").body()).isEqualTo(body);
    assertThat(nodes.get(0, "removed?r=1", "").body()).isEqualTo(body);
    assertThat(nodes.delete(0, "damaged")).isEqualTo(204);
    assertThat(nodes.delete(0, "removed")).isEqualTo(204);
  }

  @Test
  void deleted_files_free_their_space_at_once_and_a_slow_reader_still_gets_its_bytes()
      throws IOException {
    Buffer slow = bytes(2, 24 << 20);
    assertThat(nodes.put(0, "slow", slow)).isEqualTo(201);
    for (int i = 0; i < DELETED; i++) {
      assertThat(nodes.put(0, "space/" + i, bytes(i, 100_000))).isEqualTo(201);
    }
    try (Socket reader = nodes.ask(0, "slow")) {
      Awaitility.await().until(() -> nodes.metric(0, "henge_storage_open_files") == 1);
      assertThat(nodes.delete(0, "slow")).isEqualTo(204);
      for (int i = 0; i < DELETED; i++) {
        assertThat(nodes.delete(0, "space/" + i)).isEqualTo(204);
      }
      Awaitility.await().until(() -> files(0).isEmpty() && files(1).isEmpty());
      // A file that is gone but open keeps its space: only the reader's may.
      Awaitility.await().until(() -> openButDeleted() <= 1);
      assertThat(NodePair.rest(reader).body()).isEqualTo(slow);
    }
    Awaitility.await().until(() -> openButDeleted() == 0);
  }

  @Test
  void what_requests_take_is_measured_and_shown_beside_the_share_of_the_background()
      throws IOException {
    Awaitility.await()
        .until(
            () -> {
              assertThat(nodes.put(0, "small", bytes(3, 100))).isEqualTo(201);
              assertThat(nodes.get(0, "small", "").body().length()).isEqualTo(100);
              return nodes.metric(0, "henge_foreground_quantile_seconds") > 0
                  && nodes.metric(0, "henge_foreground_baseline_seconds") > 0;
            });
    assertThat(nodes.metric(0, "henge_background_share")).isBetween(1.0 / 32, 1.0);
  }

  private static long openButDeleted() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(UpkeepTest::target)
          .filter(file -> file.contains("/blobs/") && file.endsWith("(deleted)"))
          .filter(file -> file.startsWith(temporary.toString()))
          .count();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
