package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.henge.client.ScriptedNode.Answering;
import io.henge.client.ScriptedNode.Asked;
import io.henge.client.ScriptedNode.Script;
import io.henge.client.TransferListener.Progress;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads in parts, from nodes that do what nodes do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DownloadTest {
  private static final int PART = 64 << 10;
  private static final int PARTS = 17;
  private static final byte[] BYTES = random(1, (PARTS - 1) * PART + 1_000);
  private static final DownloadOptions OPTIONS = DownloadOptions.DEFAULT.withPartBytes(PART);
  private static final Script RIGHT = (request, answer) -> answer.blob("v1", BYTES);

  private static final Vertx VERTX = Vertx.vertx();

  @TempDir private Path directory;
  private final List<String> damaged = new CopyOnWriteArrayList<>();

  @AfterAll
  static void closed() {
    VERTX.close().await();
  }

  private static byte[] random(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private HengeClient client(ScriptedNode... nodes) {
    return HengeClient.builder()
        .endpoints(Stream.of(nodes).map(ScriptedNode::address).toArray(String[]::new))
        .vertx(VERTX)
        .attemptTimeout(Duration.ofSeconds(1))
        .stallTimeout(Duration.ofMillis(500))
        .requestTimeout(Duration.ofSeconds(5))
        .events(
            new ClientEvents() {
              @Override
              public void damaged(String node, String key) {
                damaged.add(key);
              }
            })
        .build();
  }

  private Path target() {
    return directory.resolve("target");
  }

  private List<String> names() {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void assertWhole(byte[] bytes) {
    assertThat(target()).hasBinaryContent(bytes);
    await().untilAsserted(() -> assertThat(names()).containsExactly("target"));
  }

  private static boolean isPart(Asked request) {
    return request.header("Range").isPresent();
  }

  private static long partsOf(ScriptedNode... nodes) {
    return Stream.of(nodes)
        .flatMap(node -> node.asked().stream())
        .filter(DownloadTest::isPart)
        .count();
  }

  /** The part with that number among all that are asked for, from 1, fares otherwise. */
  private static Script part(int number, Script otherwise) {
    AtomicInteger count = new AtomicInteger();
    return (request, answer) -> {
      boolean isIt = isPart(request) && count.incrementAndGet() == number;
      (isIt ? otherwise : RIGHT).answer(request, answer);
    };
  }

  @Test
  void parts_of_one_version_come_from_several_nodes_at_a_time() throws IOException {
    List<Progress> heard = new CopyOnWriteArrayList<>();
    try (ScriptedNode one = new ScriptedNode(RIGHT);
        ScriptedNode two = new ScriptedNode(RIGHT);
        ScriptedNode three = new ScriptedNode(RIGHT);
        HengeClient client = client(one, two, three)) {
      Files.writeString(target(), "what was there before");
      Blob<Path> blob =
          client
              .blocking()
              .download(
                  "k", target(), OPTIONS.withRead(ReadOptions.DEFAULT.withListener(heard::add)));
      assertThat(blob.value()).isEqualTo(target());
      assertThat(blob.info().version()).isEqualTo("v1");
      assertWhole(BYTES);
      assertThat(partsOf(one, two, three)).isEqualTo(PARTS);
      assertThat(Stream.of(one, two, three).flatMap(node -> node.asked().stream()))
          .filteredOn(DownloadTest::isPart)
          .allSatisfy(request -> assertThat(request.target()).contains("version=v1"));
      assertThat(heard).last().extracting(Progress::bytes).isEqualTo((long) BYTES.length);
    }
  }

  @Test
  void small_and_empty_blobs_are_downloaded_as_well() throws IOException {
    for (int size : new int[] {0, 1, PART, PART + 1}) {
      byte[] bytes = random(size, size);
      try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.blob("v1", bytes));
          HengeClient client = client(node)) {
        client.blocking().download("k", target(), OPTIONS);
        assertWhole(bytes);
      }
    }
  }

  @Test
  void a_node_that_dies_in_a_part_is_replaced_by_another() throws IOException {
    Script dies =
        (request, answer) -> {
          partHead(request, answer);
          answer.raw(new byte[0]);
          answer.reset();
        };
    Script half =
        (request, answer) -> {
          partHead(request, answer);
          int first = first(request);
          answer.raw(Arrays.copyOfRange(BYTES, first, first + 100));
          answer.reset();
        };
    Script stalls =
        (request, answer) -> {
          partHead(request, answer);
          answer.silence();
        };
    for (Script failure : List.of(dies, half, stalls)) {
      try (ScriptedNode bad = new ScriptedNode(part(2, failure));
          ScriptedNode good = new ScriptedNode(RIGHT);
          HengeClient client = client(bad, good)) {
        client.blocking().download("k", target(), OPTIONS);
        assertWhole(BYTES);
      }
    }
  }

  private static int first(Asked request) {
    return Integer.parseInt(request.header("Range").orElseThrow().split("[=-]", -1)[1]);
  }

  private static int last(Asked request) {
    return Integer.parseInt(request.header("Range").orElseThrow().split("[=-]", -1)[2]);
  }

  private static void partHead(Asked request, Answering answer, String... more) throws IOException {
    answer.head(206, partHeaders(request, more));
  }

  private static String[] partHeaders(Asked request, String... more) {
    return Stream.concat(
            Stream.of(
                "Henge-Version: v1",
                "Henge-Context: c",
                "Content-Length: " + (last(request) - first(request) + 1),
                "Content-Range: bytes "
                    + first(request)
                    + "-"
                    + last(request)
                    + "/"
                    + BYTES.length),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static final Script WRONG =
      (request, answer) -> {
        byte[] wrong = BYTES.clone();
        wrong[first(request)] ^= 1;
        answer.blob("v1", wrong);
      };

  @Test
  void wrong_bytes_are_found_and_all_is_fetched_again() throws IOException {
    try (ScriptedNode node = new ScriptedNode(part(5, WRONG));
        HengeClient client = client(node)) {
      client.blocking().download("k", target(), OPTIONS);
      assertWhole(BYTES);
      assertThat(damaged).containsExactly("k");
    }
  }

  @Test
  void a_part_that_has_a_checksum_is_fetched_again_alone() throws IOException {
    Script wrong =
        (request, answer) -> {
          byte[] bytes = Arrays.copyOfRange(BYTES, first(request), last(request) + 1);
          partHead(request, answer, "Henge-Part-Crc32c: " + ScriptedNode.crc(bytes));
          bytes[bytes.length / 2] ^= 1;
          answer.raw(bytes);
        };
    try (ScriptedNode node = new ScriptedNode(part(5, wrong));
        HengeClient client = client(node)) {
      client.blocking().download("k", target(), OPTIONS);
      assertWhole(BYTES);
      assertThat(damaged).containsExactly("k");
      assertThat(partsOf(node)).isEqualTo(PARTS + 1);
    }
  }

  @Test
  void a_blob_that_stays_wrong_is_no_file() throws IOException {
    Script wrong = (request, answer) -> (isPart(request) ? WRONG : RIGHT).answer(request, answer);
    for (boolean isResumable : new boolean[] {false, true}) {
      try (ScriptedNode node = new ScriptedNode(wrong);
          HengeClient client = client(node)) {
        assertThatThrownBy(
                () -> client.blocking().download("k", target(), OPTIONS.resumable(isResumable)))
            .isInstanceOf(DamagedBodyException.class);
        await().untilAsserted(() -> assertThat(names()).isEmpty());
      }
    }
  }

  @Test
  void a_version_that_is_replaced_meanwhile_is_replaced_in_the_file() throws IOException {
    byte[] next = random(9, 5 * PART);
    AtomicInteger parts = new AtomicInteger();
    Script replaced =
        (request, answer) -> {
          boolean isLate = isPart(request) && parts.incrementAndGet() > 6;
          if (request.target().contains("version=v1") && isLate) {
            answer.refusal(404, "not-found", false);
          } else if (parts.get() > 6) {
            answer.blob("v2", next);
          } else {
            answer.blob("v1", BYTES);
          }
        };
    try (ScriptedNode node = new ScriptedNode(replaced);
        HengeClient client = client(node)) {
      Blob<Path> blob = client.blocking().download("k", target(), OPTIONS);
      assertThat(blob.info().version()).isEqualTo("v2");
      assertWhole(next);
    }
  }

  @Test
  void an_absent_blob_is_no_file_nor_is_one_that_is_replaced_for_ever() throws IOException {
    Script absent = (request, answer) -> answer.refusal(404, "not-found", false);
    Script fleeting =
        (request, answer) -> (isPart(request) ? absent : RIGHT).answer(request, answer);
    for (Script script : List.of(absent, fleeting)) {
      try (ScriptedNode node = new ScriptedNode(script);
          HengeClient client = client(node)) {
        assertThatThrownBy(() -> client.blocking().download("k", target(), OPTIONS))
            .isInstanceOf(AbsentException.class);
        await().untilAsserted(() -> assertThat(names()).isEmpty());
      }
    }
  }

  @Test
  void a_size_that_no_blob_has_takes_no_memory() throws IOException {
    Script endless =
        (request, answer) ->
            answer.head(
                200, "Henge-Version: v1", "Henge-Context: c", "Content-Length: 999999999999999999");
    try (ScriptedNode node = new ScriptedNode(endless);
        HengeClient client = client(node)) {
      assertThatThrownBy(() -> client.blocking().download("k", target(), OPTIONS))
          .isInstanceOf(RejectedException.class)
          .extracting(cause -> ((HengeException) cause).code())
          .isEqualTo("too-large");
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void a_file_that_cannot_be_written_is_said() throws IOException {
    try (ScriptedNode node = new ScriptedNode(RIGHT);
        HengeClient client = client(node)) {
      Path nowhere = directory.resolve("none").resolve("target");
      for (boolean isResumable : new boolean[] {false, true}) {
        assertThatThrownBy(
                () -> client.blocking().download("k", nowhere, OPTIONS.resumable(isResumable)))
            .isInstanceOf(RejectedException.class)
            .hasRootCauseInstanceOf(java.nio.file.NoSuchFileException.class);
      }
    }
  }

  @Test
  void a_paused_one_begins_no_part_until_it_goes_on() throws IOException {
    CountDownLatch paused = new CountDownLatch(1);
    Script waits =
        (request, answer) -> {
          if (isPart(request)) {
            awaited(paused);
          }
          RIGHT.answer(request, answer);
        };
    try (ScriptedNode node = new ScriptedNode(waits);
        HengeClient client = client(node)) {
      Transfer<Blob<Path>> transfer =
          client.download("k", target(), OPTIONS.withParallelism(2).resumable(true));
      await().until(() -> partsOf(node) == 2);
      transfer.pause();
      paused.countDown();
      await().until(() -> notedParts() == 2);
      assertThat(partsOf(node)).isEqualTo(2);
      assertThat(transfer.result()).isNotDone();
      transfer.resume();
      transfer.result().join();
      assertWhole(BYTES);
      assertThat(partsOf(node)).isEqualTo(PARTS);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long notedParts() throws IOException {
    Path notes = directory.resolve(".target.parts");
    return Files.exists(notes) ? Files.readAllLines(notes).size() - 1 : 0;
  }

  @Test
  void a_cancelled_one_leaves_nothing_unless_it_is_resumable() throws IOException {
    Script silent = part(3, (request, answer) -> answer.silence());
    try (ScriptedNode node = new ScriptedNode(silent);
        HengeClient client = client(node)) {
      Transfer<Blob<Path>> transfer = client.download("k", target(), OPTIONS.withParallelism(1));
      await().until(() -> partsOf(node) == 3);
      transfer.cancel();
      assertThatThrownBy(() -> transfer.result().join()).isInstanceOf(CancellationException.class);
      await().untilAsserted(() -> assertThat(names()).isEmpty());
    }
  }

  /** Has some parts come, and no more. */
  private void begun() throws IOException {
    try (ScriptedNode node = new ScriptedNode(part(5, (request, answer) -> answer.silence()));
        HengeClient client = client(node)) {
      Transfer<Blob<Path>> transfer =
          client.download("k", target(), OPTIONS.withParallelism(1).resumable(true));
      await().until(() -> partsOf(node) == 5);
      assertThatThrownBy(() -> client.blocking().download("k", target(), OPTIONS.resumable(true)))
          .as("two do not write one file")
          .isInstanceOf(RejectedException.class)
          .extracting(cause -> ((HengeException) cause).code())
          .isEqualTo("busy");
      transfer.cancel();
      assertThat(names()).containsExactlyInAnyOrder(".target.part", ".target.parts");
      assertThat(notedParts()).isEqualTo(4);
    }
  }

  /** The next one that can have the lock; the former may not have let go of it yet. */
  private void goOn(HengeClient client) {
    await()
        .ignoreExceptionsMatching(
            cause -> cause instanceof HengeException failure && failure.code().equals("busy"))
        .until(() -> client.blocking().download("k", target(), OPTIONS.resumable(true)) != null);
  }

  @Test
  void a_resumable_one_goes_on_where_the_last_one_ended() throws IOException {
    begun();
    try (ScriptedNode node = new ScriptedNode(RIGHT);
        HengeClient client = client(node)) {
      goOn(client);
      assertWhole(BYTES);
      assertThat(partsOf(node)).isEqualTo(PARTS - 4);
    }
  }

  @Test
  void what_was_kept_is_looked_at_before_it_is_used() throws IOException {
    begun();
    Path part = directory.resolve(".target.part");
    byte[] kept = Files.readAllBytes(part);
    kept[PART + 7] ^= 1;
    Files.write(part, kept);
    Files.writeString(
        directory.resolve(".target.parts"), "7 00", java.nio.file.StandardOpenOption.APPEND);
    try (ScriptedNode node = new ScriptedNode(RIGHT);
        HengeClient client = client(node)) {
      goOn(client);
      assertWhole(BYTES);
      assertThat(partsOf(node)).isEqualTo(PARTS - 3);
    }
  }

  @Test
  void what_was_kept_of_another_version_is_thrown_away() throws IOException {
    begun();
    byte[] next = random(8, 3 * PART);
    try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.blob("v2", next));
        HengeClient client = client(node)) {
      goOn(client);
      assertWhole(next);
      assertThat(partsOf(node)).isEqualTo(3);
    }
  }
}
