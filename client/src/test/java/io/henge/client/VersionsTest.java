package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.client.ScriptedNode.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions that go while they are read. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VersionsTest {
  /** Lists version 1, 2, 3 ..., one more each time, and has only those from a given one on. */
  private static Script replacedUntil(int firstKept) {
    AtomicInteger lists = new AtomicInteger();
    return (request, answer) -> {
      if (request.target().contains("siblings")) {
        String document = "[{\"version\":\"v%d\"}]".formatted(lists.incrementAndGet());
        answer.head(
            300,
            "Content-Type: application/json",
            "Henge-Context: ctx" + lists.get(),
            "Content-Length: " + document.length());
        answer.raw(document);
      } else if (request.target().contains("version=")) {
        int version = Integer.parseInt(request.target().replaceAll(".*version=v(\\d+).*", "$1"));
        if (version < firstKept) {
          answer.refusal(404, "not-found", false);
        } else {
          answer.blob("v" + version, ("bytes " + version).getBytes(StandardCharsets.UTF_8));
        }
      } else {
        answer.body();
        answer.created("v1");
      }
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void what_was_replaced_after_it_was_listed_is_listed_anew() throws IOException {
    try (ScriptedNode node = new ScriptedNode(replacedUntil(3));
        HengeClient client = HengeClient.builder().endpoints(node.address()).build()) {
      Versioned<byte[]> found = client.blocking().versions("k", 100);
      assertThat(found.map(VersionsTest::text).siblings()).containsExactly("bytes 3");
      assertThat(found.context()).contains("ctx3");
      assertThat(found.shown()).contains("v3");
    }
  }

  @Test
  void an_update_never_takes_what_was_replaced_for_nothing() throws IOException {
    try (ScriptedNode node = new ScriptedNode(replacedUntil(2));
        HengeClient client = HengeClient.builder().endpoints(node.address()).build()) {
      client
          .blocking()
          .update(
              "k",
              Update.of(
                  found -> {
                    assertThat(found).isPresent();
                    return found.get();
                  }));
    }
  }

  @Test
  void what_never_stays_is_given_up() throws IOException {
    try (ScriptedNode node = new ScriptedNode(replacedUntil(Integer.MAX_VALUE));
        HengeClient client = HengeClient.builder().endpoints(node.address()).build()) {
      assertThatThrownBy(() -> client.blocking().versions("k", 100))
          .isInstanceOf(RejectedException.class)
          .isNotInstanceOf(AbsentException.class)
          .extracting("code")
          .isEqualTo("replaced");
    }
  }
}
