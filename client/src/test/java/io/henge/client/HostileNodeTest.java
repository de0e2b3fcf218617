package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.client.ScriptedNode.Script;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node that lies, floods or keeps silent neither hangs nor fools nor exhausts a client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileNodeTest {
  private static final byte[] BYTES =
      "the bytes of a blob".getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final String FLOOD = "X-Flood: " + "a".repeat(1_000) + "\r\n";

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closed() {
    VERTX.close().await();
  }

  private static HengeClient client(String... nodes) {
    return client(Duration.ofMillis(200), Duration.ofMillis(800), nodes);
  }

  private static HengeClient client(Duration attempt, Duration request, String... nodes) {
    return HengeClient.builder()
        .endpoints(nodes)
        .vertx(VERTX)
        .attemptTimeout(attempt)
        .stallTimeout(attempt)
        .requestTimeout(request)
        .build();
  }

  private static String blobHead(String... headers) {
    return "HTTP/1.1 200 OK\r\n"
        + String.join("\r\n", ScriptedNode.blobHeaders("v1", BYTES))
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  private static Map.Entry<String, Script> entry(String name, Script script) {
    return Map.entry(name, script);
  }

  static Stream<Map.Entry<String, Script>> lies() {
    return Stream.of(
        entry("silence", (request, answer) -> answer.silence()),
        entry("reset", (request, answer) -> answer.reset()),
        entry("no http", (request, answer) -> answer.raw("220 smtp ready\r\n\r\n")),
        entry(
            "endless headers",
            (request, answer) -> {
              answer.raw("HTTP/1.1 200 OK\r\n");
              while (true) {
                answer.raw(FLOOD);
              }
            }),
        entry(
            "an endless line",
            (request, answer) -> {
              answer.raw("HTTP/1.1 200 ");
              while (true) {
                answer.raw("a".repeat(1_000));
              }
            }),
        entry("no version", (request, answer) -> answer.head(200, "Content-Length: 0")),
        entry("no length", (request, answer) -> answer.raw(blobHead("Connection: close"))),
        entry(
            "a length that is none",
            (request, answer) -> answer.raw(blobHead("Content-Length: x"))),
        entry(
            "endless chunks",
            (request, answer) -> {
              answer.raw(blobHead("Transfer-Encoding: chunked"));
              while (true) {
                answer.raw("3e8\r\n" + "a".repeat(1_000) + "\r\n");
              }
            }),
        entry(
            "too few bytes",
            (request, answer) -> {
              answer.raw(blobHead("Content-Length: 100") + "few");
              answer.reset();
            }),
        entry(
            "silence in the middle",
            (request, answer) -> {
              answer.raw(blobHead("Content-Length: 100") + "few");
              answer.silence();
            }),
        entry(
            "a checksum that is none",
            (request, answer) ->
                answer.raw(blobHead("Content-Length: 1", "Henge-Crc32c: zz") + "a")),
        entry(
            "a part that was not asked for",
            (request, answer) ->
                answer.head(
                    206,
                    "Henge-Version: v1",
                    "Henge-Context: c",
                    "Content-Range: bytes 0-0/5",
                    "Content-Length: 1")),
        entry(
            "an endless error",
            (request, answer) -> {
              answer.raw("HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                answer.raw("3e8\r\n" + "a".repeat(1_000) + "\r\n");
              }
            }));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void a_read_ends_in_time_with_what_is_so(Map.Entry<String, Script> lie) throws IOException {
    try (ScriptedNode node = new ScriptedNode(lie.getValue());
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().get("k", BlobSink.bytes(1_000)))
          .isInstanceOf(UnavailableException.class);
      assertThat(node.asked()).as("it was tried again").hasSizeGreaterThan(1);
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void another_node_is_asked_instead(Map.Entry<String, Script> lie) throws IOException {
    try (ScriptedNode bad = new ScriptedNode(lie.getValue());
        ScriptedNode good = new ScriptedNode((request, answer) -> answer.blob("v1", BYTES));
        HengeClient client =
            client(Duration.ofMillis(500), Duration.ofSeconds(20), bad.address(), good.address())) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.blocking().get("k" + i, BlobSink.bytes(1_000)).value()).isEqualTo(BYTES);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void a_write_without_an_answer_is_unknown(Map.Entry<String, Script> lie) throws IOException {
    try (ScriptedNode node = new ScriptedNode(lie.getValue());
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().put("k", BlobSource.of("x")))
          .isInstanceOf(UnknownOutcomeException.class);
      List<String> ids =
          node.asked().stream().map(one -> one.header("Henge-Request-Id").orElseThrow()).toList();
      assertThat(ids).hasSizeGreaterThan(1).containsOnly(ids.get(0));
    }
  }

  @Test
  void bytes_that_do_not_match_their_checksum_are_not_handed_over(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("blob");
    Files.writeString(file, "before");
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) ->
                    answer.raw(blobHead("Content-Length: 5", "Henge-Crc32c: 00000000") + "wrong"));
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().get("k", BlobSink.bytes(1_000)))
          .isInstanceOf(DamagedBodyException.class);
      assertThatThrownBy(() -> client.blocking().get("k", BlobSink.file(file)))
          .isInstanceOf(DamagedBodyException.class);
    }
    assertThat(file).hasContent("before");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void a_redirect_is_not_followed() throws IOException {
    try (ScriptedNode other = new ScriptedNode((request, answer) -> answer.blob("v1", BYTES));
        ScriptedNode node =
            new ScriptedNode(
                (request, answer) ->
                    answer.head(
                        302, "Location: http://" + other.address() + "/k", "Content-Length: 0"));
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().get("k", BlobSink.bytes(1_000)))
          .isInstanceOf(RejectedException.class);
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void a_blob_of_any_size_takes_no_more_memory_than_it_may() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  answer.raw(blobHead("Content-Length: 900000000000"));
                  while (true) {
                    answer.raw("a".repeat(100_000));
                  }
                });
        HengeClient client = client(node.address())) {
      assertThatThrownBy(() -> client.blocking().get("k", BlobSink.bytes(1_000_000)))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("more than 1000000 bytes");
    }
  }
}
