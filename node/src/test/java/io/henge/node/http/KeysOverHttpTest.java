package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.RawClient.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysOverHttpTest {
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
    node.coordinator.forget();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/a%20b, 'a b'",
    "/a+b, a+b",
    "/a%2Fb, a/b",
    "/a//b, a//b",
    "//, /",
    "/a/, a/",
    "/a/./b, a/./b",
    "/a/../b, a/../b",
    "/../../etc/passwd, ../../etc/passwd",
    "/%2e%2e%2fx, ../x",
    "/..%5cx, '..\\x'",
    "/%252e, %2e",
    "/%F0%9F%97%BF, \uD83D\uDDFF",
    "/C:, C:",
    "/-x/y, -x/y",
    "/a/-/b, a/-/b",
    "/a;b=c, a;b=c",
    "/a%3Fb?w=1, a?b",
    "/a%23b, a#b",
    "/%e2%80%ae, \u202e"
  })
  void a_key_is_what_its_decoding_says(String target, String key) throws IOException {
    assertThat(client.put(target, "x").status()).isEqualTo(201);
    assertThat(node.coordinator.bytes(key)).as(key).isPresent();
    assertThat(client.get(target.replace("w=1", "")).text()).isEqualTo("x");
  }

  @Test
  void keys_that_look_alike_stay_apart() throws IOException {
    String[] targets = {"/a/b", "/a//b", "/a/./b", "/a/b/", "/%c3%a9", "/e%cc%81", "/A/b"};
    for (String target : targets) {
      client.put(target, target);
    }
    for (String target : targets) {
      assertThat(client.get(target).text()).isEqualTo(target);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/%",
        "/%2",
        "/%zz",
        "/%+1",
        "/%00",
        "/a%00b",
        "/%ff",
        "/%c0%af",
        "/%ed%a0%80",
        "/%2D",
        "/%2d/x",
        "/-%2Fx",
        "/-",
        "/a\u00e9",
        "/a#b",
        "*",
        "a"
      })
  void what_names_no_key_is_400(String target) throws IOException {
    Answer answer = client.put(target, "x");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("invalid-key");
  }

  @Test
  void a_key_has_at_most_1024_bytes() throws IOException {
    assertThat(client.put("/" + "k".repeat(1024), "x").status()).isEqualTo(201);
    assertThat(client.put("/" + "%6B".repeat(1024), "y").status()).isEqualTo(201);
    assertThat(client.get("/" + "k".repeat(1024)).text()).isEqualTo("y");
    assertThat(client.put("/" + "%F0%9F%97%BF".repeat(256), "x").status()).isEqualTo(201);
    assertThat(client.put("/" + "k".repeat(1025), "x").status()).isEqualTo(400);
    assertThat(client.put("/" + "%6B".repeat(1025), "x").status()).isEqualTo(400);
  }

  @Test
  void system_paths_are_no_keys_and_cannot_be_reached_by_detours() throws IOException {
    assertThat(client.put("/-/x", "x").status()).isIn(404, 405);
    assertThat(client.get("/-/unknown").status()).isEqualTo(404);
    assertThat(client.put("/-/health/live", "x").status()).isEqualTo(405);
    assertThat(client.get("/x/../-/health/live").status()).isEqualTo(404);
    assertThat(client.get("/-/metrics").status()).isEqualTo(404);
    assertThat(client.get("/-/../secret").status()).isEqualTo(404);
  }

  @Test
  void any_bytes_in_a_path_are_a_key_or_400() throws IOException {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder target = new StringBuilder("/");
      int length = random.nextInt(1, 40);
      for (int i = 0; i < length; i++) {
        target.append(
            random.nextInt(3) == 0
                ? String.format("%%%02x", random.nextInt(256))
                : String.valueOf((char) random.nextInt('!', '\u007f')));
      }
      String put = target.toString().replace("?", "%3f");
      Answer answer = client.put(put, "x");
      assertThat(answer.status()).as("seed %d: %s", seed, put).isIn(201, 400, 404, 405);
      if (answer.status() == 201) {
        Answer get = client.get(put);
        assertThat(get.text()).as("seed %d: %s", seed, put).isEqualTo("x");
      }
    }
  }
}
