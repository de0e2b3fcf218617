package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.henge.client.ScriptedNode.Asked;
import io.henge.client.ScriptedNode.Script;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is tried again, where, and what is said when nothing helps. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetryTest {
  private static final byte[] LARGE = new byte[3 << 20];

  static {
    new Random(5).nextBytes(LARGE);
  }

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closed() {
    VERTX.close().await();
  }

  private static HengeClient client(String... nodes) {
    return HengeClient.builder()
        .endpoints(nodes)
        .vertx(VERTX)
        .attemptTimeout(Duration.ofMillis(500))
        .stallTimeout(Duration.ofMillis(500))
        .requestTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** The first so many requests fail in a way, all others do not. */
  private static Script failing(int times, Script failure, Script success) {
    AtomicInteger count = new AtomicInteger();
    return (request, answer) ->
        (count.incrementAndGet() <= times ? failure : success).answer(request, answer);
  }

  private static final Script CREATED =
      (request, answer) -> {
        answer.body();
        answer.created("v1");
      };

  @Test
  void a_write_is_repeated_with_all_its_bytes_and_the_same_id() throws IOException {
    List<byte[]> bodies = new CopyOnWriteArrayList<>();
    Script lost =
        (request, answer) -> {
          bodies.add(answer.body());
          answer.reset();
        };
    Script taken =
        (request, answer) -> {
          bodies.add(answer.body());
          answer.created("v1");
        };
    try (ScriptedNode node = new ScriptedNode(failing(2, lost, taken));
        HengeClient client = client(node.address())) {
      Applied applied = client.blocking().put("k", BlobSource.of(LARGE));
      assertThat(applied.version()).contains("v1");
      assertThat(applied.acks()).isEqualTo(2);
      assertThat(bodies).hasSize(3).allSatisfy(body -> assertThat(body).isEqualTo(LARGE));
      assertThat(node.asked().stream().map(one -> one.header("Henge-Request-Id")).distinct())
          .containsExactly(node.asked().get(0).header("Henge-Request-Id"));
      assertThat(node.asked().get(0).header("Henge-Request-Id")).contains(applied.requestId());
    }
  }

  @Test
  void a_retry_answered_before_its_body_is_compared_with_what_the_first_attempt_sent()
      throws IOException {
    Script lost =
        (request, answer) -> {
          answer.body();
          answer.reset();
        };
    BlobSource source =
        BlobSource.ofStreams(() -> new ByteArrayInputStream(LARGE), OptionalLong.of(LARGE.length));
    Script right =
        (request, answer) -> answer.created("v1", "Henge-Crc32c: " + ScriptedNode.crc(LARGE));
    try (ScriptedNode node = new ScriptedNode(failing(1, lost, right));
        HengeClient client = client(node.address())) {
      assertThat(client.blocking().put("k", source).version()).contains("v1");
    }
    Script wrong = (request, answer) -> answer.created("v1", "Henge-Crc32c: 00000001");
    try (ScriptedNode node = new ScriptedNode(failing(1, lost, wrong));
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().put("k", source))
          .isInstanceOf(DamagedBodyException.class);
    }
  }

  @Test
  void what_can_be_read_only_once_is_repeated_as_long_as_nobody_has_asked_for_it()
      throws IOException {
    Script full = (request, answer) -> answer.refusal(503, "unavailable", false);
    try (ScriptedNode node = new ScriptedNode(failing(2, full, CREATED));
        HengeClient client = client(node.address())) {
      client.blocking().put("k", BlobSource.ofStream(new ByteArrayInputStream(LARGE)));
      assertThat(node.asked()).hasSize(3);
    }
    Script lost =
        (request, answer) -> {
          answer.body();
          answer.reset();
        };
    try (ScriptedNode node = new ScriptedNode(failing(1, lost, CREATED));
        HengeClient client = client(node.address())) {
      assertThatThrownBy(
              () ->
                  client.blocking().put("k", BlobSource.ofStream(new ByteArrayInputStream(LARGE))))
          .isInstanceOf(UnknownOutcomeException.class);
      assertThat(node.asked()).hasSize(1);
    }
  }

  @Test
  void a_refusal_is_final_and_says_so() throws IOException {
    for (Map.Entry<Integer, String> refusal :
        Map.of(400, "bad-request", 409, "conflict", 412, "precondition-failed").entrySet()) {
      try (ScriptedNode node =
              new ScriptedNode(
                  (request, answer) -> {
                    answer.body();
                    answer.refusal(refusal.getKey(), refusal.getValue(), false);
                  });
          HengeClient client = client(node.address())) {
        assertThatThrownBy(() -> client.blocking().put("k", BlobSource.of("x")))
            .isExactlyInstanceOf(RejectedException.class)
            .extracting(cause -> ((HengeException) cause).code())
            .isEqualTo(refusal.getValue());
        assertThat(node.asked()).hasSize(1);
      }
    }
  }

  @Test
  void a_write_that_nobody_took_had_no_effect_unless_one_may_surface() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  answer.body();
                  answer.refusal(503, "quorum-not-reached", request.header("W").isPresent());
                });
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().put("k", BlobSource.of("x")))
          .isInstanceOf(UnavailableException.class);
    }
    Script surfaces =
        (request, answer) -> {
          answer.body();
          answer.refusal(503, "quorum-not-reached", true);
        };
    Script late =
        (request, answer) -> {
          answer.body();
          answer.refusal(409, "conflict", false);
        };
    try (ScriptedNode node = new ScriptedNode(failing(1, surfaces, late));
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().put("k", BlobSource.of("x")))
          .as("what was refused now may have been applied before")
          .isInstanceOf(UnknownOutcomeException.class);
    }
  }

  @Test
  void nobody_listening_is_no_effect() throws IOException {
    ScriptedNode gone = new ScriptedNode(CREATED);
    gone.close();
    try (HengeClient client =
        HengeClient.builder()
            .endpoints(gone.address())
            .requestTimeout(Duration.ofMillis(300))
            .build()) {
      assertThatThrownBy(() -> client.blocking().put("k", BlobSource.of("x")))
          .isInstanceOf(UnavailableException.class);
      assertThatThrownBy(() -> client.blocking().get("k", BlobSink.bytes(1)))
          .isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void the_rest_of_a_blob_comes_from_another_node() throws IOException {
    Script breaksOff =
        (request, answer) -> {
          answer.head(
              200,
              "Henge-Version: v1",
              "Henge-Context: c",
              "Henge-Crc32c: " + ScriptedNode.crc(LARGE),
              "Content-Length: " + LARGE.length);
          answer.raw(java.util.Arrays.copyOf(LARGE, 1 << 20));
          answer.reset();
        };
    try (ScriptedNode node =
            new ScriptedNode(failing(1, breaksOff, (request, answer) -> answer.blob("v1", LARGE)));
        HengeClient client = client(node.address())) {
      Blob<byte[]> blob = client.blocking().get("k", BlobSink.bytes(LARGE.length));
      assertThat(blob.value()).isEqualTo(LARGE);
      Asked rest = node.asked().get(1);
      assertThat(rest.target()).contains("version=v1");
      assertThat(rest.header("Range")).get().asString().startsWith("bytes=");
    }
    try (ScriptedNode node =
            new ScriptedNode(failing(1, breaksOff, (request, answer) -> answer.blob("v2", LARGE)));
        HengeClient client = client(node.address())) {
      assertThatThrownBy(
              () -> client.blocking().get("k", BlobSink.stream(OutputStream.nullOutputStream())))
          .as("two versions are never spliced")
          .isInstanceOf(UnavailableException.class);
    }
    try (ScriptedNode node =
            new ScriptedNode(failing(1, breaksOff, (request, answer) -> answer.blob("v2", LARGE)));
        HengeClient client = client(node.address())) {
      Blob<byte[]> blob = client.blocking().get("k", BlobSink.bytes(LARGE.length));
      assertThat(blob.info().version()).as("begun anew").isEqualTo("v2");
      assertThat(blob.value()).isEqualTo(LARGE);
    }
  }

  @Test
  void a_damaged_blob_is_read_again_as_a_whole() throws IOException {
    byte[] damaged = LARGE.clone();
    damaged[2 << 20] ^= 1;
    Script bad =
        (request, answer) -> {
          answer.head(
              200,
              "Henge-Version: v1",
              "Henge-Context: c",
              "Henge-Crc32c: " + ScriptedNode.crc(LARGE),
              "Content-Length: " + LARGE.length);
          answer.raw(damaged);
        };
    try (ScriptedNode node =
            new ScriptedNode(failing(1, bad, (request, answer) -> answer.blob("v1", LARGE)));
        HengeClient client = client(node.address())) {
      assertThat(client.blocking().get("k", BlobSink.bytes(LARGE.length)).value()).isEqualTo(LARGE);
    }
  }

  @Test
  void one_that_does_not_answer_is_asked_last() throws IOException {
    Script silence = (request, answer) -> answer.silence();
    try (ScriptedNode bad = new ScriptedNode(silence, silence);
        ScriptedNode good =
            new ScriptedNode((request, answer) -> answer.blob("v1", new byte[] {1}));
        HengeClient client =
            HengeClient.builder()
                .endpoints(bad.address(), good.address())
                .vertx(VERTX)
                .attemptTimeout(Duration.ofSeconds(3))
                .requestTimeout(Duration.ofSeconds(30))
                .build()) {
      for (int i = 0; i < 50; i++) {
        client.blocking().get("k", BlobSink.bytes(1));
      }
      assertThat(bad.asked()).as("the first one suspects it").hasSizeLessThan(3);
      assertThat(good.asked()).hasSize(50);
    }
  }

  @Test
  void one_that_answers_again_is_asked_again() throws IOException {
    AtomicInteger count = new AtomicInteger();
    Script firstLost =
        (request, answer) -> {
          if (count.incrementAndGet() == 1) {
            answer.reset();
          } else {
            answer.blob("v1", new byte[] {1});
          }
        };
    try (ScriptedNode node = new ScriptedNode(firstLost);
        ScriptedNode other =
            new ScriptedNode((request, answer) -> answer.blob("v1", new byte[] {1}));
        HengeClient client = client(node.address(), other.address())) {
      await()
          .untilAsserted(
              () -> {
                client.blocking().get("k", BlobSink.bytes(1));
                assertThat(node.asked()).hasSizeGreaterThan(5);
              });
    }
  }

  @Test
  void when_nothing_answers_the_load_does_not_multiply() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode((request, answer) -> answer.refusal(503, "unavailable", false));
        HengeClient client = client(node.address())) {
      for (int i = 0; i < 300; i++) {
        String key = "k" + i;
        assertThatThrownBy(
                () ->
                    client
                        .blocking()
                        .get(
                            key,
                            BlobSink.bytes(1),
                            ReadOptions.DEFAULT.withTimeout(Duration.ofMillis(20))))
            .isInstanceOf(UnavailableException.class);
      }
      assertThat(node.asked()).hasSizeLessThan(300 + 100 + 30 + 1);
    }
  }

  @Test
  void a_closed_client_takes_no_requests_and_leaves_no_thread_behind() throws IOException {
    try (ScriptedNode node = new ScriptedNode(CREATED)) {
      Set<Thread> before = threads();
      HengeClient client = HengeClient.builder().endpoints(node.address()).build();
      client.blocking().put("k", BlobSource.of("x"));
      client.close();
      assertThatThrownBy(() -> client.put("k", BlobSource.of("x")))
          .isInstanceOf(IllegalStateException.class);
      await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }
  }

  private static Set<Thread> threads() {
    Set<Thread> all = new HashSet<>(Thread.getAllStackTraces().keySet());
    all.removeIf(thread -> !thread.getName().startsWith("vert.x"));
    return all;
  }
}
