package io.henge.ring.version;

import static io.henge.ring.version.Fixtures.A;
import static io.henge.ring.version.Fixtures.at;
import static io.henge.ring.version.Fixtures.bytes;
import static io.henge.ring.version.Fixtures.dot;
import static io.henge.ring.version.Fixtures.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bounds of what a version carries. */
class ValuesTest {
  private static Content with(String name, String value) {
    return new Content(1, 2, new TreeMap<>(Map.of(name, value)));
  }

  private static Version version(
      Optional<String> id, OptionalLong expires, Optional<Content> body) {
    return new Version(dot(A, 1), Context.EMPTY, at(10), Policy.SIBLINGS, id, expires, body);
  }

  @Test
  void kept_headers_are_bounded() {
    assertThat(with("henge-meta-a", "x".repeat(8 * 1024 - 12)).attributes()).hasSize(1);
    assertThatThrownBy(() -> with("henge-meta-a", "x".repeat(8 * 1024 - 11)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("headers of 8193 bytes to be kept, at most 8192");
    assertThatThrownBy(() -> with("henge-meta-a", "ä".repeat(5_000)))
        .hasMessageContaining("headers of 10012 bytes");
  }

  @Test
  void kept_headers_cannot_carry_a_line_end_or_a_broken_name() {
    assertThat(with("content-type", "text/plain;\tcharset=utf-8").attributes()).hasSize(1);
    for (String value : new String[] {"a\r\nSet-Cookie: b", "\0", "\u007f", "\ud800"}) {
      assertThatThrownBy(() -> with("content-type", value))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String name : new String[] {"", "Content-Type", "a b", "a:b", "ä"}) {
      assertThatThrownBy(() -> with(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void kept_headers_do_not_change_with_the_map_they_came_in() {
    TreeMap<String, String> headers = new TreeMap<>(Map.of("a", "1"));
    Content content = new Content(1, 2, headers);
    headers.put("b", "2");
    assertThat(content.attributes()).containsOnlyKeys("a");
    assertThatThrownBy(() -> content.attributes().put("c", "3"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_request_id_is_short_and_printable() {
    Optional<Content> body = Optional.of(bytes(1));
    assertThat(version(Optional.of("x".repeat(128)), OptionalLong.empty(), body)).isNotNull();
    for (String id : new String[] {"", "x".repeat(129), "a\nb", "ä"}) {
      assertThatThrownBy(() -> version(Optional.of(id), OptionalLong.empty(), body))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(RequestRecord.isRequestId(id)).isFalse();
    }
  }

  @Test
  void a_tombstone_does_not_expire() {
    assertThatThrownBy(() -> version(Optional.empty(), OptionalLong.of(5), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_version_without_a_timestamp_of_its_own_is_refused() {
    assertThatThrownBy(() -> value(dot(A, 1), 0, Context.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_context_is_bounded() {
    Context context = Context.EMPTY;
    for (int i = 1; i <= Context.ACTORS_MAX; i++) {
      context = context.plus(dot(Fixtures.actor(i), 1), at(1), Policy.SIBLINGS);
    }
    Context full = context;
    assertThat(full.actorCount()).isEqualTo(Context.ACTORS_MAX);
    assertThat(full.plus(dot(Fixtures.actor(1), 2), at(2), Policy.SIBLINGS).covers(full)).isTrue();
    Dot oneMore = dot(Fixtures.actor(5_000), 1);
    assertThatThrownBy(() -> full.plus(oneMore, at(1), Policy.SIBLINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001 actors");
  }

  @Test
  void live_versions_are_bounded() {
    BlobObject object = BlobObject.EMPTY;
    for (int i = 1; i <= BlobObject.LIVE_MAX; i++) {
      object = object.merge(BlobObject.written(value(dot(A, i), i, Context.EMPTY)));
    }
    BlobObject full = object;
    BlobObject more = BlobObject.written(value(dot(A, 1_001), 5, Context.EMPTY));
    assertThatThrownBy(() -> full.merge(more))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1001 live versions, at most 1000");
  }
}
