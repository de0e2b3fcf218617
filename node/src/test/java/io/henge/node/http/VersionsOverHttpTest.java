package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.RawClient.Answer;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The versions of a key over HTTP: the list of them, one by its name, and how they are read. */
class VersionsOverHttpTest {
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
    node.coordinator.versions = List.of();
    node.coordinator.degraded = false;
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  static Version version(long counter, OptionalLong expires, Map<String, String> kept) {
    return new Version(
        new Dot(new Actor(new NodeId(7), new Incarnation(8), 0), counter),
        Context.EMPTY,
        new Timestamp(FakeCoordinator.MODIFIED_MILLIS + counter, 0),
        counter == 1 ? Policy.SIBLINGS : Policy.LAST_WRITE_WINS,
        Optional.empty(),
        expires,
        Optional.of(new Content(counter * 100, (int) counter, new TreeMap<>(kept))));
  }

  @Test
  void a_list_says_all_of_each_version_the_shown_one_first() throws IOException {
    Map<String, String> kept =
        Map.of("content-type", "text/plain", "henge-meta-color", "blue", "cache-control", "x");
    Version shown = version(2, OptionalLong.of(FakeCoordinator.MODIFIED_MILLIS), kept);
    Version other = version(1, OptionalLong.empty(), Map.of());
    node.coordinator.versions = List.of(shown, other);

    Answer answer = client.get("/list?siblings");

    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.header("Henge-Context")).contains(FakeCoordinator.CONTEXT);
    assertThat(answer.header("Henge-Siblings")).contains("2");
    assertThat(answer.header("Henge-Chain")).contains("1");
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Henge-Degraded")).isEmpty();
    assertThat(answer.header("ETag")).isEmpty();
    JsonArray list = new JsonArray(answer.text());
    assertThat(list.getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("version", shown.dot().token())
                .put("size", 200)
                .put("crc32c", "00000002")
                .put("lastModified", "2023-11-14T22:13:20.002Z")
                .put("contentType", "text/plain")
                .put("shown", true)
                .put("policy", "last-write-wins")
                .put("metadata", new JsonObject().put("henge-meta-color", "blue"))
                .put("expires", "2023-11-14T22:13:20Z"));
    assertThat(list.getJsonObject(1))
        .isEqualTo(
            new JsonObject()
                .put("version", other.dot().token())
                .put("size", 100)
                .put("crc32c", "00000001")
                .put("lastModified", "2023-11-14T22:13:20.001Z")
                .put("contentType", "application/octet-stream")
                .put("shown", false)
                .put("policy", "siblings")
                .put("metadata", new JsonObject()));
  }

  @Test
  void a_list_of_one_is_a_list_and_a_list_of_none_is_404() throws IOException {
    assertThat(client.get("/none?siblings").status()).isEqualTo(404);
    node.coordinator.versions = List.of(version(1, OptionalLong.empty(), Map.of()));
    assertThat(client.get("/one?siblings").header("Henge-Siblings")).contains("1");
    assertThat(client.get("/one?siblings=true").status()).isEqualTo(300);
    client.put("/one", "x");
    assertThat(client.get("/one?siblings=false").status()).isEqualTo(200);
  }

  @Test
  void a_head_of_the_list_has_its_headers() throws IOException {
    node.coordinator.versions = List.of(version(1, OptionalLong.empty(), Map.of()));
    Answer head = client.request("HEAD", "/list?siblings", "", "");
    Answer get = client.get("/list?siblings");
    assertThat(head.status()).isEqualTo(300);
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    assertThat(head.header("Henge-Context")).isPresent();
  }

  @Test
  void a_range_on_a_list_is_ignored_and_a_condition_refused() throws IOException {
    node.coordinator.versions = List.of(version(1, OptionalLong.empty(), Map.of()));
    assertThat(client.request("GET", "/list?siblings", "Range: bytes=0-1\r\n", "").status())
        .isEqualTo(300);
    for (String name : new String[] {"If-Match", "If-None-Match"}) {
      assertThat(client.request("GET", "/list?siblings", name + ": \"x\"\r\n", "").status())
          .isEqualTo(400);
    }
  }

  @Test
  void a_version_is_had_by_its_name_with_range_and_conditions() throws IOException {
    String name = client.put("/named", "hello").header("Henge-Version").orElseThrow();
    String target = "/named?version=" + name;
    assertThat(client.get(target).text()).isEqualTo("hello");
    assertThat(client.request("GET", target, "Range: bytes=1-2\r\n", "").text()).isEqualTo("el");
    assertThat(client.request("GET", target, "If-None-Match: \"" + name + "\"\r\n", "").status())
        .isEqualTo(304);
    assertThat(client.request("HEAD", target, "", "").header("Content-Length")).contains("5");
    client.put("/named", "newer");
    Answer replaced = client.get(target);
    assertThat(replaced.status()).isEqualTo(404);
    assertThat(replaced.text()).contains("not live any more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version=",
        "version",
        "version=x",
        "version=AAAA",
        "version=%00",
        "version=%ff",
        "version=../../etc/passwd",
        "siblings=maybe",
        "siblings=1",
        "siblings&siblings",
        "siblings&version=BwAAAAAAAAAIAAAAAAAAAAAB",
        "repair",
        "repair=after",
        "repair=before&sloppy=true",
        "repair=before&sloppy",
        "sloppy=maybe",
        "w=1",
        "r=0",
        "r=4",
        "r=-1",
        "r=99999999999",
        "Siblings"
      })
  void a_parameter_that_means_nothing_is_400(String query) throws IOException {
    client.put("/garbage", "x");
    Answer answer = client.get("/garbage?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("bad-request");
  }

  @Test
  void any_query_is_answered_or_400() throws IOException {
    client.put("/any", "x");
    String letters = "version=siblngrpaytf&%?.-_0123456789AZ";
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder query = new StringBuilder();
      String[] names = {"version=", "siblings", "repair=", "sloppy=", "r=", "timeout=", "&"};
      for (int part = random.nextInt(4); part >= 0; part--) {
        query.append(names[random.nextInt(names.length)]);
        for (int length = random.nextInt(12); length > 0; length--) {
          query.append(letters.charAt(random.nextInt(letters.length())));
        }
      }
      assertThat(client.get("/any?" + query).status())
          .as("seed %d: %s", seed, query)
          .isIn(200, 300, 400, 404);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', false, false",
    "?sloppy, true, false",
    "?sloppy=true, true, false",
    "?sloppy=false, false, false",
    "?repair=before, false, true",
    "?repair=before&sloppy=false, false, true"
  })
  void how_a_read_is_made_reaches_the_coordinator(String query, boolean sloppy, boolean repair)
      throws IOException {
    client.put("/how", "x");
    client.get("/how" + query);
    var get = node.coordinator.gets.get(node.coordinator.gets.size() - 1);
    assertThat(get.options().sloppy()).isEqualTo(sloppy);
    assertThat(get.options().repairBefore()).isEqualTo(repair);
    assertThat(get.version()).isEmpty();
    client.get("/how" + query + (query.isEmpty() ? "?" : "&") + "siblings&r=2");
    var list = node.coordinator.lists.get(node.coordinator.lists.size() - 1);
    assertThat(list.options().sloppy()).isEqualTo(sloppy);
    assertThat(list.options().repairBefore()).isEqualTo(repair);
    assertThat(list.options().r().of(3, 1)).isEqualTo(2);
  }

  @Test
  void how_a_write_is_made_reaches_the_coordinator() throws IOException {
    for (String sloppy : new String[] {"", "?sloppy=true", "?sloppy=false"}) {
      client.put("/how" + sloppy, "x");
      client.request("DELETE", "/how" + sloppy, "", "");
      boolean expected = !sloppy.endsWith("false");
      var put = node.coordinator.puts.get(node.coordinator.puts.size() - 1);
      var delete = node.coordinator.deletes.get(node.coordinator.deletes.size() - 1);
      assertThat(put.options().sloppy()).isEqualTo(expected);
      assertThat(delete.options().sloppy()).isEqualTo(expected);
    }
    for (String query : new String[] {"siblings", "version=x", "repair=before", "r=1"}) {
      assertThat(client.put("/how?" + query, "x").status()).as(query).isEqualTo(400);
      assertThat(client.request("DELETE", "/how?" + query, "", "").status()).isEqualTo(400);
    }
  }

  @Test
  void a_write_that_meets_a_bug_may_surface_and_a_read_has_no_effect() throws IOException {
    node.coordinator.before = key -> Future.failedFuture(new IllegalStateException("a bug"));
    try {
      Answer put = client.put("/bug", "x");
      assertThat(put.status()).isEqualTo(500);
      assertThat(maySurface(put)).isTrue();
      assertThat(maySurface(client.request("DELETE", "/bug", "", ""))).isTrue();
      assertThat(maySurface(client.get("/bug"))).isFalse();
    } finally {
      node.coordinator.before = key -> Future.succeededFuture();
    }
  }

  private static boolean maySurface(Answer answer) {
    return new JsonObject(answer.text()).getJsonObject("details").getBoolean("maySurface");
  }
}
