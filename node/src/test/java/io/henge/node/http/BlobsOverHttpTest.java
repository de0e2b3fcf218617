package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.RawClient.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsOverHttpTest {
  private static Listeners node;
  private RawClient client;

  @BeforeAll
  static void start() {
    node = new Listeners(Listeners.PATIENT);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = node.connect();
    node.coordinator.siblings = 1;
    node.coordinator.degraded = false;
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  @Test
  void a_put_says_what_it_achieved() throws IOException {
    Answer answer = client.put("/photos/a", "hello");

    assertThat(answer.status()).isEqualTo(201);
    String version = answer.header("Henge-Version").orElseThrow();
    assertThat(answer.header("ETag")).contains("\"" + version + "\"");
    assertThat(answer.header("Henge-Context")).contains(FakeCoordinator.CONTEXT);
    assertThat(answer.header("Henge-Acks")).contains("3 of 3");
    assertThat(answer.header("Henge-Stand-Ins")).contains("0");
    assertThat(answer.header("Henge-Crc32c")).contains("9a71bb4c");
    assertThat(answer.header("Henge-Chain")).contains("1");
    assertThat(answer.header("Henge-Request-Id").orElseThrow()).matches("[0-9a-f]{32}");
    assertThat(answer.header("Date").orElseThrow()).endsWith(" GMT");
  }

  @Test
  void a_get_returns_what_was_put() throws IOException {
    Answer put =
        client.request(
            "PUT",
            "/b/k",
            RawClient.lines(
                "Content-Type: text/plain",
                "Content-Encoding: gzip",
                "Cache-Control: max-age=5",
                "Content-Disposition: inline",
                "Content-Language: de",
                "Henge-Meta-Color: blue",
                "X-Other: not kept"),
            "hello");
    Answer get = client.get("/b/k");

    assertThat(get.status()).isEqualTo(200);
    assertThat(get.text()).isEqualTo("hello");
    assertThat(get.header("ETag")).isEqualTo(put.header("ETag"));
    assertThat(get.header("Content-Type")).contains("text/plain");
    assertThat(get.header("Content-Encoding")).contains("gzip");
    assertThat(get.header("Cache-Control")).contains("max-age=5");
    assertThat(get.header("Content-Disposition")).contains("inline");
    assertThat(get.header("Content-Language")).contains("de");
    assertThat(get.header("Henge-Meta-Color")).contains("blue");
    assertThat(get.header("X-Other")).isEmpty();
    assertThat(get.header("Accept-Ranges")).contains("bytes");
    assertThat(get.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(get.header("Last-Modified")).contains("Tue, 14 Nov 2023 22:13:20 GMT");
    assertThat(get.header("Henge-Crc32c")).contains("9a71bb4c");
    assertThat(get.header("Henge-Siblings")).isEmpty();
    assertThat(get.header("Henge-Degraded")).isEmpty();
  }

  @Test
  void a_blob_without_type_is_bytes() throws IOException {
    client.put("/untyped", "x");
    assertThat(client.get("/untyped").header("Content-Type")).contains("application/octet-stream");
  }

  @Test
  void a_head_is_a_get_without_bytes() throws IOException {
    client.put("/head", "hello");
    Answer head = client.request("HEAD", "/head", "", "");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).contains("5");
    assertThat(head.header("ETag")).isPresent();
    assertThat(client.get("/head").text()).isEqualTo("hello");
  }

  @Test
  void an_empty_blob_is_a_blob() throws IOException {
    assertThat(client.put("/empty", "").status()).isEqualTo(201);
    Answer get = client.get("/empty");
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.header("Content-Length")).contains("0");
    assertThat(client.request("PUT", "/no-length", "", "").status()).isEqualTo(201);
  }

  @Test
  void a_body_may_come_in_chunks() throws IOException {
    client.send(
        RawClient.head("PUT", "/chunked", "Transfer-Encoding: chunked\r\n", "")
            + "3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nX-Trailer: 1\r\n\r\n");
    assertThat(client.answer("PUT").status()).isEqualTo(201);
    assertThat(client.get("/chunked").text()).isEqualTo("abcdefg");
  }

  @Test
  void siblings_and_degraded_answers_are_announced() throws IOException {
    client.put("/many", "x");
    node.coordinator.siblings = 3;
    node.coordinator.degraded = true;
    Answer get = client.get("/many");
    assertThat(get.header("Henge-Siblings")).contains("3");
    assertThat(get.header("Henge-Degraded")).contains("true");
  }

  @Test
  void what_was_never_there_is_404_and_what_was_deleted_410_with_context() throws IOException {
    Answer never = client.get("/never");
    assertThat(never.status()).isEqualTo(404);
    JsonObject error = new JsonObject(never.text());
    assertThat(error.getString("code")).isEqualTo("not-found");
    assertThat(error.getString("requestId")).isEqualTo(never.header("Henge-Request-Id").get());
    assertThat(error.containsKey("details")).isTrue();

    client.put("/gone", "x");
    Answer deleted = client.request("DELETE", "/gone", "", "");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.header("Henge-Version")).isPresent();
    assertThat(deleted.header("Henge-Context")).contains(FakeCoordinator.CONTEXT);
    assertThat(deleted.header("Henge-Acks")).contains("2 of 3");
    assertThat(deleted.header("Henge-Stand-Ins")).contains("0");
    assertThat(deleted.header("Henge-Chain")).contains("1");
    Answer gone = client.get("/gone");
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.header("Henge-Context")).contains(FakeCoordinator.CONTEXT);
  }

  @Test
  void deleting_nothing_is_204_without_version() throws IOException {
    Answer answer = client.request("DELETE", "/nothing", "", "");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Henge-Version")).isEmpty();
    assertThat(answer.header("Content-Length")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 206, h, bytes 0-0/5",
    "bytes=1-3, 206, ell, bytes 1-3/5",
    "bytes=3-, 206, lo, bytes 3-4/5",
    "bytes=3-99, 206, lo, bytes 3-4/5",
    "bytes=-2, 206, lo, bytes 3-4/5",
    "bytes=-99, 206, hello, bytes 0-4/5",
    "'bytes=0-1,3-4', 200, hello, ",
    "bytes=3-1, 200, hello, ",
    "bytes=x, 200, hello, ",
    "lines=1-2, 200, hello, ",
    "bytes=99999999999999999999-, 200, hello, "
  })
  void a_range_is_a_slice_and_a_strange_one_is_ignored(
      String range, int status, String body, String contentRange) throws IOException {
    client.put("/range", "hello");
    Answer answer = client.request("GET", "/range", "Range: " + range + "\r\n", "");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).isEqualTo(body);
    assertThat(answer.header("Content-Range").orElse(null)).isEqualTo(contentRange);
    assertThat(answer.header("Henge-Crc32c").isPresent()).isEqualTo(status == 200);
    assertThat(answer.header("Henge-Part-Crc32c").isPresent()).isEqualTo(status == 206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-", "bytes=7-9", "bytes=-0"})
  void a_range_outside_is_416_and_says_the_size(String range) throws IOException {
    client.put("/outside", "hello");
    Answer answer = client.request("GET", "/outside", "Range: " + range + "\r\n", "");
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).contains("bytes */5");
  }

  @Test
  void if_range_lets_the_range_count_for_that_version_only() throws IOException {
    String tag = client.put("/if-range", "hello").header("ETag").orElseThrow();
    String range = "Range: bytes=1-2\r\nIf-Range: ";

    assertThat(client.request("GET", "/if-range", range + tag + "\r\n", "").text()).isEqualTo("el");
    Answer other = client.request("GET", "/if-range", range + "\"other\"\r\n", "");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.text()).isEqualTo("hello");
    Answer weak = client.request("GET", "/if-range", range + "W/" + tag + "\r\n", "");
    assertThat(weak.status()).isEqualTo(200);
    String outside = "Range: bytes=9-\r\nIf-Range: ";
    assertThat(client.request("GET", "/if-range", outside + "\"other\"\r\n", "").status())
        .isEqualTo(200);
    assertThat(client.request("GET", "/if-range", outside + tag + "\r\n", "").status())
        .isEqualTo(416);
  }

  @Test
  void conditions_decide_between_304_412_and_the_blob() throws IOException {
    String tag = client.put("/cond", "hello").header("ETag").orElseThrow();

    Answer notModified = client.request("GET", "/cond", "If-None-Match: " + tag + "\r\n", "");
    assertThat(notModified.status()).isEqualTo(304);
    assertThat(notModified.header("ETag")).contains(tag);
    assertThat(client.request("GET", "/cond", "If-None-Match: W/" + tag + "\r\n", "").status())
        .isEqualTo(304);
    assertThat(
            client.request("GET", "/cond", "If-None-Match: \"a,b\" , " + tag + "\r\n", "").status())
        .isEqualTo(304);
    assertThat(client.request("GET", "/cond", "If-None-Match: \"a\"\r\n", "").status())
        .isEqualTo(200);
    assertThat(client.request("GET", "/cond", "If-Match: \"a\"\r\n", "").status()).isEqualTo(412);
    assertThat(client.request("GET", "/cond", "If-Match: W/" + tag + "\r\n", "").status())
        .isEqualTo(412);
    assertThat(client.request("GET", "/cond", "If-Match: " + tag + "\r\n", "").text())
        .isEqualTo("hello");
    String since = "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT\r\n";
    assertThat(client.request("GET", "/cond", since, "").status()).isEqualTo(304);
    assertThat(client.request("GET", "/cond", "If-Modified-Since: soon\r\n", "").status())
        .isEqualTo(200);
    assertThat(client.request("PUT", "/cond", "If-None-Match: *\r\n", "x").status()).isEqualTo(412);
    assertThat(client.request("PUT", "/cond", "If-Match: " + tag + "\r\n", "y").status())
        .isEqualTo(201);
    assertThat(client.request("DELETE", "/cond", "If-Match: " + tag + "\r\n", "").status())
        .isEqualTo(412);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-Match: abc\r\n",
        "If-Match: \"a\r\n",
        "If-None-Match: \"a\" \"b\"\r\n",
        "If-None-Match:\r\n",
        "If-None-Match: *, \"a\"\r\n",
        "If-Unmodified-Since: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
      })
  void a_condition_that_cannot_be_read_is_never_taken_for_none(String header) throws IOException {
    assertThat(client.request("PUT", "/bad-condition", header, "x").status()).isEqualTo(400);
    assertThat(node.coordinator.bytes("bad-condition")).isEmpty();
  }

  @Test
  void context_id_quorum_and_timeout_reach_the_coordinator() throws IOException {
    Answer answer =
        client.request(
            "PUT",
            "/options?w=all&timeout=5s&sloppy=false",
            "Henge-Context: abc\r\nHenge-Request-Id: my-id\r\n",
            "x");
    assertThat(answer.header("Henge-Request-Id")).contains("my-id");
    var put = node.coordinator.puts.get(node.coordinator.puts.size() - 1);
    assertThat(put.options().contextToken()).contains("abc");
    assertThat(put.options().requestId()).contains("my-id");
    assertThat(put.options().w().of(3, 2)).isEqualTo(3);
    assertThat(put.options().timeoutMillis()).isEqualTo(5_000);

    client.get("/options?r=1&timeout=250");
    var get = node.coordinator.gets.get(node.coordinator.gets.size() - 1);
    assertThat(get.options().r().of(3, 2)).isEqualTo(1);
    assertThat(get.options().timeoutMillis()).isEqualTo(250);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "w=4",
        "w=0",
        "w=-1",
        "w=x",
        "r=1",
        "timeout=0",
        "timeout=11m",
        "timeout=1h",
        "timeout=",
        "sloppy=1",
        "sloppy=no",
        "repair=before",
        "version=x",
        "w=1&w=1",
        "unknown=1",
        "siblings",
        "redirect=maybe",
        "w=%zz"
      })
  void a_parameter_that_means_nothing_is_400(String query) throws IOException {
    Answer answer = client.put("/query?" + query, "x");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("bad-request");
    assertThat(node.coordinator.bytes("query")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "OPTIONS", "TRACE", "PROPFIND"})
  void other_methods_are_405(String method) throws IOException {
    Answer answer = client.request(method, "/key", "", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET, HEAD, PUT, DELETE");
  }

  @Test
  void a_request_id_with_spaces_or_too_long_is_400() throws IOException {
    for (String id : new String[] {"a b", "x".repeat(129), "\u00e9"}) {
      Answer answer = client.request("GET", "/id", "Henge-Request-Id: " + id + "\r\n", "");
      assertThat(answer.status()).as(id).isEqualTo(400);
      assertThat(answer.header("Henge-Request-Id").orElseThrow()).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void a_get_with_a_body_and_a_put_of_a_part_are_400() throws IOException {
    assertThat(client.request("GET", "/body", "", "x").status()).isEqualTo(400);
    assertThat(client.request("PUT", "/body", "Content-Range: bytes 0-0/5\r\n", "x").status())
        .isEqualTo(400);
  }

  @Test
  void kept_headers_are_bounded() throws IOException {
    String large = "Henge-Meta-A: " + "x".repeat(9_000) + "\r\n";
    assertThat(client.request("PUT", "/large-meta", large, "x").status()).isEqualTo(431);
    String twice = "Content-Type: a/b\r\nContent-Type: c/d\r\n";
    assertThat(client.request("PUT", "/twice", twice, "x").status()).isEqualTo(400);
    String list = "Henge-Meta-A: 1\r\nhenge-meta-a: 2\r\n";
    assertThat(client.request("PUT", "/list", list, "x").status()).isEqualTo(201);
    assertThat(client.get("/list").header("Henge-Meta-A")).contains("1, 2");
  }
}
