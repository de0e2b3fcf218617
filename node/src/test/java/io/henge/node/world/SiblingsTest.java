package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.SiblingsAnswer;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule V7 as readers see it: all versions, each of them, and the context of either. */
class SiblingsTest {
  private final Row row = Row.of(71);

  /** Two versions that did not see each other. */
  private record Pair(Dot one, Dot two) {}

  private Pair pair(String one, String two) {
    String seen = row.put(row.a(), "seen").contextToken();
    Dot first = row.put(row.a(), one, Requests.with(seen)).dot().orElseThrow();
    Dot second = row.put(row.b(), two, Requests.with(seen)).dot().orElseThrow();
    row.world().run(1_000);
    return new Pair(first, second);
  }

  @Test
  void every_node_lists_both_the_shown_one_first_and_gives_either() {
    for (boolean isLarge : new boolean[] {false, true}) {
      String one = isLarge ? Requests.large("one") : "one";
      String two = isLarge ? Requests.large("two") : "two";
      Pair pair = pair(one, two);
      for (WorldNode node : row.all()) {
        SiblingsAnswer list = row.siblings(node);
        assertThat(list.versions())
            .extracting(Version::dot)
            .containsExactlyInAnyOrder(pair.one(), pair.two());
        assertThat(list.versions().get(0)).isEqualTo(row.get(node).version());
        assertThat(list.degraded()).isFalse();
        assertThat(Requests.text(row.get(node, pair.one()))).isEqualTo(one);
        assertThat(Requests.text(row.get(node, pair.two()))).isEqualTo(two);
        assertThat(row.get(node, pair.one()).siblings()).isEqualTo(2);
      }
    }
  }

  @Test
  void a_write_with_the_context_of_the_list_replaces_all() {
    pair("one", "two");
    row.put(row.c(), "both", Requests.with(row.siblings(row.b()).contextToken()));
    assertThat(row.siblings(row.a()).versions()).hasSize(1);
    assertThat(row.read(row.a())).isEqualTo("both");
  }

  @Test
  void a_write_with_the_context_of_one_version_leaves_the_others() {
    Pair pair = pair("one", "two");
    for (Dot dot : new Dot[] {pair.one(), pair.two()}) {
      String context = row.get(row.c(), dot).contextToken();
      row.put(row.c(), "instead of " + dot.counter(), Requests.with(context));
      assertThat(row.siblings(row.a()).versions()).hasSize(2).noneMatch(v -> v.dot().equals(dot));
    }
  }

  @Test
  void a_delete_with_the_context_of_one_version_deletes_that_one() {
    Pair pair = pair("one", "two");
    row.delete(row.b(), Requests.with(row.get(row.c(), pair.one()).contextToken()));
    assertThat(row.siblings(row.a()).versions())
        .extracting(Version::dot)
        .containsExactly(pair.two());
  }

  @Test
  void a_tombstone_beside_a_value_is_not_listed_but_replaced_with_the_rest() {
    row.put(row.a(), "old");
    Future<WriteReceipt> deleted = row.a().coordinator().delete(Requests.delete(row.key()));
    Future<WriteReceipt> written = row.putting(row.b(), "new", Requests.PLAIN);
    Dot tombstone = row.world().await(deleted).dot().orElseThrow();
    Dot value = row.world().await(written).dot().orElseThrow();
    row.world().run(1_000);
    assertThat(row.stored(row.c()).live()).hasSize(2);

    SiblingsAnswer list = row.siblings(row.c());
    assertThat(list.versions()).extracting(Version::dot).containsExactly(value);
    assertThat(row.failedGet(row.c(), tombstone, Preconditions.NONE))
        .hasMessageContaining("is a delete");
    row.put(row.c(), "newer", Requests.with(list.contextToken()));
    assertThat(row.stored(row.c()).live()).hasSize(1);
  }

  @Test
  void attempts_at_one_request_are_listed_as_one_and_either_can_be_had() {
    Future<WriteReceipt> one =
        row.putting(row.a(), "text", Requests.with(Preconditions.NONE, "r-1"));
    Future<WriteReceipt> two =
        row.putting(row.b(), "text", Requests.with(Preconditions.NONE, "r-1"));
    Dot first = row.world().await(one).dot().orElseThrow();
    Dot second = row.world().await(two).dot().orElseThrow();
    row.world().run(1_000);
    assertThat(first).isNotEqualTo(second);
    assertThat(row.siblings(row.c()).versions()).hasSize(1);
    assertThat(Requests.text(row.get(row.c(), first))).isEqualTo("text");
    assertThat(Requests.text(row.get(row.c(), second))).isEqualTo("text");
  }

  @Test
  void a_version_that_was_replaced_or_never_made_is_404_and_says_which() {
    Dot old = row.put(row.a(), "old").dot().orElseThrow();
    row.put(row.b(), "new");
    BlobFailure replaced = row.failedGet(row.c(), old, Preconditions.NONE);
    assertThat(replaced.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(replaced).hasMessageContaining("not live any more");
    BlobFailure never =
        row.failedGet(row.c(), new Dot(old.actor(), old.counter() + 9), Preconditions.NONE);
    assertThat(never.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(never).hasMessageContaining("no version of that name");
  }

  @Test
  void conditions_look_at_the_version_that_was_asked_for() {
    Pair pair = pair("one", "two");
    GetAnswer same =
        row.world()
            .await(
                row.c()
                    .coordinator()
                    .get(Requests.get(row.key(), pair.one(), ifNoneMatch(pair.one()))));
    assertThat(same.modified()).isFalse();
    GetAnswer other =
        row.world()
            .await(
                row.c()
                    .coordinator()
                    .get(Requests.get(row.key(), pair.one(), ifNoneMatch(pair.two()))));
    assertThat(other.modified()).isTrue();
    assertThat(row.failedGet(row.c(), pair.one(), ifMatch(pair.two())).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
  }

  @Test
  void absent_and_deleted_keys_have_no_list() {
    assertThat(failedList().code()).isEqualTo(ErrorCode.NOT_FOUND);
    row.put(row.a(), "text");
    row.delete(row.b());
    assertThat(failedList().code()).isEqualTo(ErrorCode.GONE);
    assertThat(failedList().context()).isNotEmpty();
  }

  private BlobFailure failedList() {
    return (BlobFailure)
        row.world().failureOf(row.c().coordinator().siblings(Requests.siblings(row.key())));
  }

  private static Preconditions ifNoneMatch(Dot dot) {
    return new Preconditions(Optional.empty(), Optional.of(tag(dot)), OptionalLong.empty());
  }

  private static Preconditions ifMatch(Dot dot) {
    return new Preconditions(Optional.of(tag(dot)), Optional.empty(), OptionalLong.empty());
  }

  private static EntityTags tag(Dot dot) {
    return new EntityTags(false, Set.of(dot.token()));
  }
}
