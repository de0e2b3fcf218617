package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.client.ScriptedNode.Script;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListingTest {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closed() {
    VERTX.close().await();
  }

  private static HengeClient client(ScriptedNode node) {
    return HengeClient.builder()
        .endpoints(node.address())
        .vertx(VERTX)
        .requestTimeout(Duration.ofMillis(400))
        .build();
  }

  /** One page after the other, the last one for ever. */
  private static Script pages(String... documents) {
    Deque<String> rest = new ArrayDeque<>(List.of(documents));
    return (request, answer) -> {
      String page = rest.size() > 1 ? rest.remove() : rest.element();
      int length = page.getBytes(StandardCharsets.ISO_8859_1).length;
      answer.head(200, "Content-Type: application/json", "Content-Length: " + length);
      answer.raw(page);
    };
  }

  private static String page(String keys, String prefixes, String next, boolean isComplete) {
    String entries =
        keys.isEmpty()
            ? ""
            : List.of(keys.split(" ")).stream()
                .map(
                    key ->
                        ("{'key':'%s','size':3,'etag':'x','version':'v-%s','contentType':'text/plain',"
                                + "'lastModified':'2026-11-21T04:43:01.118Z','siblings':2}")
                            .formatted(key, key))
                .collect(Collectors.joining(","));
    return "{'keys':[%s],'prefixes':[%s],'next':%s,'complete':%s}"
        .formatted(entries, prefixes, next, isComplete)
        .replace('\'', '"');
  }

  @Test
  void pages_are_asked_for_as_they_are_needed() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode(
                pages(page("a/1 a/3", "'a/2/'", "'a/3'", true), page("a/4", "", "null", false)));
        HengeClient client = client(node)) {
      KeyStream keys = client.blocking().list(KeyQuery.prefix("a/").by("/").pagesOf(3));
      assertThat(node.asked()).as("nothing before somebody looks").isEmpty();
      KeyEntry first = keys.next();
      assertThat(first.name()).isEqualTo("a/1");
      assertThat(first.version()).contains("v-a/1");
      assertThat(first.size()).isEqualTo(3);
      assertThat(first.siblings()).isEqualTo(2);
      assertThat(keys.next().isGroup()).as("groups stand in their place").isTrue();
      assertThat(keys.next().name()).isEqualTo("a/3");
      assertThat(node.asked()).hasSize(1);
      assertThat(keys.isComplete()).isTrue();
      assertThat(keys.stream().map(KeyEntry::name)).containsExactly("a/4");
      assertThat(keys.isComplete()).as("one page was not").isFalse();
      assertThat(keys.hasNext()).isFalse();
      assertThat(node.asked()).hasSize(2);
      assertThat(node.asked().get(0).target())
          .startsWith("/-/keys?delimiter=%2F&limit=3&prefix=a%2F&timeout=");
      assertThat(node.asked().get(1).target()).contains("after=a%2F3");
    }
  }

  @Test
  void a_page_that_leads_back_or_is_none_ends_the_listing() throws IOException {
    for (String bad :
        List.of(
            page("a", "", "'a'", true),
            "{}",
            "[]",
            page("a", "7", "null", true),
            page("a", "", "null", true).replace("\"siblings\":2", "\"siblings\":0"))) {
      try (ScriptedNode node = new ScriptedNode(pages(bad));
          HengeClient client = client(node)) {
        KeyStream keys = client.blocking().list(KeyQuery.all().after("b"));
        assertThatThrownBy(() -> keys.stream().count())
            .as(bad)
            .isInstanceOf(UnavailableException.class);
      }
    }
  }

  @Test
  void what_cannot_be_asked_is_not() {
    assertThatThrownBy(() -> KeyQuery.all().pagesOf(1_001))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
