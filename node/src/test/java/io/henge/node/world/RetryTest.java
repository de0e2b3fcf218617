package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.DeleteRequest;
import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Rule V9: a request that is tried again is the same request. */
class RetryTest {
  private static final WriteOptions TRY = Requests.with(Preconditions.NONE, "r-1");
  private final Row row = Row.of(91);

  @Test
  void a_write_whose_client_has_gone_makes_no_version() {
    WorldBody left = new WorldBody(Buffer.buffer("left behind"), 0, false, true);
    Future<WriteReceipt> put =
        row.a().coordinator().put(new PutRequest(row.key(), new TreeMap<>(), Requests.PLAIN, left));
    row.world().run(10_000);
    assertThat(put.failed()).isTrue();
    assertThat(((BlobFailure) put.cause()).maySurface()).isFalse();
    assertThat(row.stored(row.a()).isEmpty()).isTrue();
    assertThat(row.stored(row.b()).isEmpty()).isTrue();
  }

  @Test
  void a_retry_at_another_node_gets_the_version_of_the_first_attempt() {
    Dot first = row.put(row.a(), "text", TRY).dot().orElseThrow();
    assertThat(row.put(row.b(), "text", TRY).dot()).contains(first);
    assertThat(row.put(row.c(), "text", TRY).dot()).contains(first);
    assertThat(row.get(row.a()).siblings()).isEqualTo(1);
  }

  @Test
  void a_retry_after_the_version_was_replaced_gets_its_name_and_does_not_bring_it_back() {
    Dot first = row.put(row.a(), "text", TRY).dot().orElseThrow();
    row.put(row.b(), "newer");
    assertThat(row.put(row.c(), "text", TRY).dot()).contains(first);
    assertThat(row.read(row.a())).isEqualTo("newer");
  }

  @Test
  void a_retry_tells_the_checksum_of_what_the_first_attempt_stored_as_long_as_it_is_there() {
    CRC32C text = new CRC32C();
    text.update("text".getBytes(StandardCharsets.UTF_8));
    OptionalInt stored = OptionalInt.of((int) text.getValue());
    assertThat(row.put(row.a(), "text", TRY).crc32c()).isEqualTo(stored);
    assertThat(row.put(row.b(), "other", TRY).crc32c()).isEqualTo(stored);
    row.put(row.b(), "newer");
    assertThat(row.put(row.c(), "text", TRY).crc32c()).isEmpty();
  }

  @Test
  void the_retry_of_an_applied_if_none_match_is_applied_and_not_refused() {
    WriteOptions create = Requests.with(Requests.IF_NONE_MATCH_ANY, "r-1");
    Dot first = row.put(row.a(), "text", create).dot().orElseThrow();
    assertThat(row.put(row.b(), "text", create).dot()).contains(first);

    WriteOptions another = Requests.with(Requests.IF_NONE_MATCH_ANY, "r-2");
    assertThat(row.failedPut(row.b(), "text", another).code())
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
  }

  @Test
  void a_retry_is_not_acknowledged_before_enough_disks_have_the_version() {
    Dot first = attemptThatOnlyAHolds("text");
    WriteReceipt retried = row.put(row.b(), "text", TRY);
    assertThat(retried.dot()).contains(first);
    assertThat(retried.acks()).isGreaterThanOrEqualTo(2);
    assertThat(row.copies(first)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void a_retry_whose_version_cannot_be_copied_is_not_acknowledged() {
    attemptThatOnlyAHolds(Requests.large("text"));
    row.world().network().rule(passage -> Fate.DELIVER);
    row.fate(
        Fate.LOSE,
        passage ->
            passage.request() instanceof PeerRequest.SmallBody || Row.offers().test(passage));
    row.world()
        .beforeOpening(
            holder -> {
              row.a().crash();
              return Future.succeededFuture();
            });
    BlobFailure failure = row.failedPut(row.b(), Requests.large("text"), TRY);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isTrue();
  }

  @Test
  void a_retry_is_known_to_owners_that_heard_of_the_attempt_only_by_what_replaced_it() {
    Dot first = attemptThatOnlyAHolds("text");
    Dot newer = row.put(row.b(), "newer").dot().orElseThrow();
    assertThat(row.stored(row.c()).context().contains(first)).isTrue();
    row.a().crash();

    assertThat(row.put(row.c(), "text", TRY).dot()).contains(first);
    assertThat(row.read(row.b())).isEqualTo("newer");
    assertThat(row.get(row.c()).version().dot()).isEqualTo(newer);
  }

  @Test
  void a_delete_takes_the_records_of_what_it_deletes_along_like_any_write() {
    Dot first = attemptThatOnlyAHolds("text");
    row.delete(row.b());
    row.a().crash();
    assertThat(row.put(row.c(), "text", TRY).dot()).contains(first);
    assertThat(row.failedGet(row.b()).code()).isEqualTo(ErrorCode.GONE);
  }

  @Test
  void records_that_are_taken_along_are_the_newest_and_bounded() {
    for (int write = 0; write < BlobObject.REQUESTS_MAX + 8; write++) {
      row.put(row.a(), "w" + write, Requests.with(Preconditions.NONE, "id-" + write));
    }
    row.put(row.b(), "last");
    row.world().run(100);
    assertThat(row.all())
        .allSatisfy(
            node ->
                assertThat(row.stored(node).requests())
                    .hasSize(BlobObject.REQUESTS_MAX)
                    .allMatch(request -> !request.requestId().matches("id-[0-7]")));
  }

  @Test
  void attempts_that_were_made_before_they_met_are_shown_counted_and_replaced_as_one() {
    Future<WriteReceipt> one = row.putting(row.a(), "text", TRY);
    Future<WriteReceipt> two = row.putting(row.b(), "text", TRY);
    Dot first = row.world().await(one).dot().orElseThrow();
    Dot second = row.world().await(two).dot().orElseThrow();
    row.world().run(100);
    assertThat(first).isNotEqualTo(second);
    assertThat(row.stored(row.c()).live()).hasSize(2);
    assertThat(row.get(row.c()).siblings()).isEqualTo(1);

    for (Dot tag : Set.of(first, second)) {
      assertThat(row.failedPut(row.c(), "x", ifMatch("no such tag")).code())
          .isEqualTo(ErrorCode.PRECONDITION_FAILED);
      Preconditions shown = row.get(row.c()).version().dot().equals(tag) ? null : ifMatchTag(tag);
      if (shown != null) {
        row.put(row.c(), "next", Requests.with(shown, "r-2"));
      }
    }
    assertThat(row.read(row.a())).isEqualTo("next");
    assertThat(row.get(row.a()).siblings()).isEqualTo(1);
    assertThat(row.stored(row.c()).live()).hasSize(1);
  }

  @Test
  void a_delete_whose_client_has_gone_deletes_nothing() {
    row.put(row.a(), "text");
    BlobFailure failure =
        (BlobFailure)
            row.world()
                .failureOf(
                    row.b()
                        .coordinator()
                        .delete(new DeleteRequest(row.key(), Requests.PLAIN, () -> true)));
    assertThat(failure.maySurface()).isFalse();
    assertThat(row.read(row.c())).isEqualTo("text");
  }

  @Test
  void a_request_whose_time_has_passed_is_dropped_before_a_version_is_made_of_it() {
    row.a().disk().speed(60_000);
    long begun = row.world().clock().nowMillis();
    BlobFailure failure = row.failedPut(row.a(), "too late", Requests.PLAIN);
    assertThat(row.world().clock().nowMillis() - begun)
        .isLessThanOrEqualTo(Requests.TIMEOUT_MILLIS + 100);
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure.maySurface()).isFalse();
    row.world().run(300_000);
    assertThat(row.all()).allMatch(node -> row.stored(node).isEmpty());
  }

  @Test
  void an_attempt_under_way_does_not_bring_back_what_was_deleted_meanwhile() {
    WorldBody slow = new WorldBody(Buffer.buffer("text"), 1_000, false, false);
    Future<WriteReceipt> other =
        row.b().coordinator().put(new PutRequest(row.key(), new TreeMap<>(), TRY, slow));
    row.world().run(100);
    WriteReceipt first = row.put(row.a(), "text", TRY);
    DeleteRequest delete = new DeleteRequest(row.key(), Requests.with(first.contextToken()));
    row.world().await(row.c().coordinator().delete(delete));
    assertThat(row.world().await(other).dot()).isNotEqualTo(first.dot());
    row.world().run(100);
    for (WorldNode node : row.all()) {
      assertThat(row.failedGet(node).code()).isEqualTo(ErrorCode.GONE);
    }
  }

  /** Found by a reviewer: c never saw the attempt, and so has no record of it to send along. */
  @Test
  void a_write_with_a_context_that_no_owner_in_reach_can_back_has_no_effect() {
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    assertThat(row.failedPut(row.a(), "first", TRY).maySurface()).isTrue();
    row.fate(
        Fate.LOSE,
        Row.from(row.a())
            .or(Row.to(row.a()).and(passage -> !(passage.request() instanceof PeerRequest.Head))));
    String token = row.siblings(row.b()).contextToken();
    row.b().crash();
    row.restart(row.b());
    row.isolate(row.a());
    row.allArrive();
    BlobFailure failure = row.failedPut(row.c(), "merged", Requests.with(token));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure.maySurface()).isFalse();

    row.world().network().mend();
    row.put(row.c(), "merged", Requests.with(token));
    row.isolate(row.a());
    row.put(row.b(), "first", TRY);
    assertThat(row.read(row.c())).isEqualTo("merged");
  }

  private Dot attemptThatOnlyAHolds(String text) {
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    assertThat(row.failedPut(row.a(), text, TRY).maySurface()).isTrue();
    Dot first = row.stored(row.a()).live().get(0).dot();
    assertThat(row.copies(first)).isEqualTo(1);
    return first;
  }

  private static WriteOptions ifMatch(String tag) {
    Preconditions conditions =
        new Preconditions(
            Optional.of(new EntityTags(false, Set.of(tag))),
            Optional.empty(),
            OptionalLong.empty());
    return Requests.with(conditions, "r-3");
  }

  private static Preconditions ifMatchTag(Dot dot) {
    return new Preconditions(
        Optional.of(new EntityTags(false, Set.of(dot.token()))),
        Optional.empty(),
        OptionalLong.empty());
  }
}
