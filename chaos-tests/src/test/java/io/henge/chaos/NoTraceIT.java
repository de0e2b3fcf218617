package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that fail leave nothing: no answer for the key, no file on any node. */
class NoTraceIT {
  private static final int LARGE_BYTES = 4 << 20;
  private static final int SMALL_BYTES = 1000;
  private static final Duration WITHIN = Duration.ofMinutes(1);

  @TempDir private static Path directory;
  private static TestCluster cluster;

  private final PlainHttp http = new PlainHttp();

  @BeforeAll
  static void found() throws IOException {
    cluster = TestCluster.start(directory, 3);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void a_client_that_goes_away_in_the_middle_leaves_no_trace() throws Exception {
    try (RawConnection connection = new RawConnection(cluster.node(1).clientPort())) {
      connection.head("PUT /gone HTTP/1.1", "Content-Length: " + LARGE_BYTES);
      connection.send(half(LARGE_BYTES));
      awaitStage();
      connection.reset();
    }
    verifyNoTrace("gone");
  }

  @Test
  void a_client_that_goes_away_between_two_chunks_leaves_no_trace() throws Exception {
    try (RawConnection connection = new RawConnection(cluster.node(2).clientPort())) {
      connection.head("PUT /chunks HTTP/1.1", "Transfer-Encoding: chunked");
      connection.send(
          (Integer.toHexString(LARGE_BYTES / 2) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      connection.send(half(LARGE_BYTES));
      connection.send("\r\n".getBytes(StandardCharsets.US_ASCII));
      awaitStage();
      connection.reset();
    }
    verifyNoTrace("chunks");
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL_BYTES, LARGE_BYTES})
  void a_body_that_is_too_short_leaves_no_trace(int sizeBytes) throws Exception {
    String key = "short-" + sizeBytes;
    try (RawConnection connection = new RawConnection(cluster.node(3).clientPort())) {
      connection.head("PUT /" + key + " HTTP/1.1", "Content-Length: " + sizeBytes);
      connection.send(half(sizeBytes));
      connection.endOutput();
      assertThat(connection.statusLine()).doesNotStartWith("HTTP/1.1 2");
    }
    verifyNoTrace(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL_BYTES, LARGE_BYTES})
  void a_body_that_does_not_match_its_checksum_leaves_no_trace(int sizeBytes) throws Exception {
    byte[] body = Payloads.of(7, sizeBytes);
    byte[] other = Payloads.of(8, sizeBytes);
    refused("md5-" + sizeBytes, body, "Content-MD5", digest("MD5", other));
    refused(
        "digest-" + sizeBytes,
        body,
        "Content-Digest",
        "sha-256=:" + digest("SHA-256", other) + ":");
    refused("crc-" + sizeBytes, body, "Henge-Crc32c", "00000000");
  }

  @Test
  void a_body_that_matches_its_checksums_is_kept() throws Exception {
    byte[] body = Payloads.of(9, SMALL_BYTES);
    HttpResponse<byte[]> answer =
        http.put(
            cluster.node(1).key("kept"),
            BodyPublishers.ofByteArray(body),
            "Content-MD5",
            digest("MD5", body),
            "Content-Digest",
            "sha-256=:" + digest("SHA-256", body) + ":");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(http.read(cluster.node(3).key("kept")).body()).isEqualTo(body);
  }

  private void refused(String key, byte[] body, String header, String value) throws Exception {
    HttpResponse<byte[]> answer =
        http.put(cluster.node(2).key(key), BodyPublishers.ofByteArray(body), header, value);
    assertThat(answer.statusCode()).as(key).isEqualTo(422);
    verifyNoTrace(key);
  }

  private void verifyNoTrace(String key) throws Exception {
    // No other upload of these tests is large enough for a file of its own.
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () -> {
              for (NodeProcess node : cluster.nodes()) {
                assertThat(node.files("stage")).isEmpty();
                assertThat(node.files("blobs")).isEmpty();
              }
            });
    for (NodeProcess node : cluster.nodes()) {
      assertThat(http.read(node.key(key)).statusCode()).as(key).isEqualTo(404);
    }
  }

  private static void awaitStage() {
    await()
        .atMost(WITHIN)
        .until(() -> cluster.nodes().stream().anyMatch(node -> !node.files("stage").isEmpty()));
  }

  private static byte[] half(int sizeBytes) {
    return Arrays.copyOf(Payloads.of(5, sizeBytes), sizeBytes / 2);
  }

  private static String digest(String algorithm, byte[] bytes) throws NoSuchAlgorithmException {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
  }
}
