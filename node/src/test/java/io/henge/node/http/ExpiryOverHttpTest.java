package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.OwnerRouting.Route;
import io.henge.node.http.RawClient.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Until when a blob is there, as clients say and hear it. The fake coordinator's time stands. */
class ExpiryOverHttpTest {
  /** 2023-11-14T22:13:20Z, the time of the fake coordinator. */
  private static final String NOW = "2023-11-14T22:13:20Z";

  private static Listeners node;
  private static Listeners proxy;
  private RawClient client;

  @BeforeAll
  static void start() {
    node = new Listeners(Listeners.PATIENT);
    proxy = new Listeners(Listeners.PATIENT);
    proxy.routing = key -> new Route.Elsewhere(List.of(Listeners.member(1, node.port())));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    node.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = node.connect();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  private Answer put(String... headers) throws IOException {
    return client.request("PUT", "/passing", RawClient.lines(headers), "hello");
  }

  @Test
  void every_answer_about_the_version_says_when_it_expires() throws IOException {
    Answer put = put("Henge-TTL: 90");
    String expected = "2023-11-14T22:14:50Z";
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("Henge-Expires")).contains(expected);
    Answer get = client.get("/passing");
    assertThat(get.header("Henge-Expires")).contains(expected);
    assertThat(get.header("Henge-TTL")).isEmpty();
    assertThat(get.header("Cache-Control")).as("the client has set none").isEmpty();
    assertThat(get.header("Expires")).isEmpty();
    assertThat(client.request("HEAD", "/passing", "", "").header("Henge-Expires"))
        .contains(expected);
    String tag = put.header("ETag").orElseThrow();
    Answer same = client.request("GET", "/passing", "If-None-Match: " + tag + "\r\n", "");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("Henge-Expires")).contains(expected);
    assertThat(
            client.request("GET", "/passing", "Range: bytes=0-0\r\n", "").header("Henge-Expires"))
        .contains(expected);
  }

  @Test
  void what_is_to_stay_says_nothing_of_it() throws IOException {
    assertThat(client.put("/staying", "x").header("Henge-Expires")).isEmpty();
    assertThat(client.get("/staying").header("Henge-Expires")).isEmpty();
  }

  @Test
  void a_cache_control_of_the_client_is_kept_beside_it() throws IOException {
    put("Henge-TTL: 90", "Cache-Control: max-age=5");
    assertThat(client.get("/passing").header("Cache-Control")).contains("max-age=5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2030-01-31T12:00:00Z|2030-01-31T12:00:00Z",
        "2030-01-31t12:00:00z|2030-01-31T12:00:00Z",
        "2030-01-31T12:00:00.5Z|2030-01-31T12:00:00.500Z",
        "2030-01-31T12:00:00.123456789Z|2030-01-31T12:00:00.123Z",
        "2030-01-31T12:00:00+02:00|2030-01-31T10:00:00Z",
        "2030-01-31T12:00:00-00:00|2030-01-31T12:00:00Z",
        "Thu, 31 Jan 2030 12:00:00 GMT|2030-01-31T12:00:00Z",
        "Thu Jan 31 12:00:00 2030|2030-01-31T12:00:00Z",
        "9999-12-31T23:59:59.999Z|9999-12-31T23:59:59.999Z",
        "2023-11-14T22:13:20Z|2023-11-14T22:13:20Z"
      })
  void a_moment_is_an_http_date_or_rfc_3339_and_comes_back_as_the_latter(String given, String said)
      throws IOException {
    assertThat(put("Henge-Expires: " + given).header("Henge-Expires")).contains(said);
  }

  @ParameterizedTest
  @CsvSource({
    "1,2023-11-14T22:13:21Z",
    "007,2023-11-14T22:13:27Z",
    "315360000,2033-11-11T22:13:20Z"
  })
  void a_time_to_live_is_a_number_of_seconds(String given, String said) throws IOException {
    assertThat(put("Henge-TTL: " + given).header("Henge-Expires")).contains(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Henge-TTL: 0",
        "Henge-TTL: -1",
        "Henge-TTL: +1",
        "Henge-TTL: 1.5",
        "Henge-TTL: 1s",
        "Henge-TTL: 1, 2",
        "Henge-TTL: ",
        "Henge-TTL: 315360001",
        "Henge-TTL: 99999999999999999999",
        "Henge-TTL: \u0663",
        "Henge-Expires: ",
        "Henge-Expires: 0",
        "Henge-Expires: 1700000100",
        "Henge-Expires: tomorrow",
        "Henge-Expires: 2030-01-31",
        "Henge-Expires: 2030-01-31T12:00Z",
        "Henge-Expires: 2030-01-31T12:00:00",
        "Henge-Expires: 2030-01-31 12:00:00Z",
        "Henge-Expires: 2030-02-31T12:00:00Z",
        "Henge-Expires: 2030-01-31T25:00:00Z",
        "Henge-Expires: +12030-01-31T12:00:00Z",
        "Henge-Expires: 9999-12-31T23:59:59-01:00",
        "Henge-Expires: 2023-11-14T22:13:19.999Z",
        "Henge-Expires: Tue, 14 Nov 2023 22:13:19 GMT",
        "Henge-Expires: 0000-01-01T00:00:00Z",
        "Henge-TTL: 5\r\nHenge-TTL: 5",
        "Henge-Expires: 2030-01-31T12:00:00Z\r\nHenge-Expires: 2030-01-31T12:00:00Z",
        "Henge-TTL: 5\r\nHenge-Expires: 2030-01-31T12:00:00Z"
      })
  void anything_else_is_400_and_stores_nothing(String header) throws IOException {
    node.coordinator.forget();
    Answer answer = put(header);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("bad-request");
    assertThat(node.coordinator.bytes("passing")).isEmpty();
  }

  @Test
  void it_passes_through_a_node_that_is_no_owner() throws IOException {
    try (RawClient there = proxy.connect()) {
      Answer put = there.request("PUT", "/far", RawClient.lines("Henge-TTL: 90"), "hello");
      assertThat(put.header("Henge-Expires")).contains("2023-11-14T22:14:50Z");
      assertThat(there.get("/far").header("Henge-Expires")).contains("2023-11-14T22:14:50Z");
      Answer moment =
          there.request("PUT", "/far", RawClient.lines("Henge-Expires: " + NOW), "hello");
      assertThat(moment.header("Henge-Expires")).contains(NOW);
      String both = RawClient.lines("Henge-TTL: 5", "Henge-Expires: " + NOW);
      assertThat(there.request("PUT", "/far", both, "hello").status()).isEqualTo(400);
    }
  }
}
