package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.Expiry;
import io.henge.node.coordinator.GetAnswer;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.coordinator.PutRequest;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.node.coordinator.SiblingsAnswer;
import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.BucketPolicies;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule V6: what has expired by the clock of the node that is asked reads as absent there, and is
 * otherwise a version like any other. The clock of a is right, that of b is ten minutes ahead, that
 * of c ten minutes behind.
 */
class ExpiryTest {
  private static final long MINUTE = 60_000;
  private static final long SKEW = 10 * MINUTE;
  private static final Expiry IN_A_MINUTE = new Expiry.After(MINUTE);

  private static final Preconditions IF_MATCH_ANY =
      new Preconditions(
          Optional.of(new EntityTags(true, Set.of())), Optional.empty(), OptionalLong.empty());

  private final Row row = Row.of(61);

  @BeforeEach
  void setClocks() {
    row.b().jumpClock(row.a().wallMillis() + SKEW - row.b().wallMillis());
    row.c().jumpClock(row.a().wallMillis() - SKEW - row.c().wallMillis());
  }

  private WriteReceipt put(WorldNode at, String text, Expiry expiry) {
    return put(at, text, expiry, Requests.PLAIN);
  }

  private WriteReceipt put(WorldNode at, String text, Expiry expiry, WriteOptions options) {
    return row.world().await(putting(at, text, expiry, options));
  }

  private Future<WriteReceipt> putting(
      WorldNode at, String text, Expiry expiry, WriteOptions options) {
    return at.coordinator().put(Requests.put(row.key(), text, expiry, options));
  }

  private BlobFailure failedList(WorldNode at) {
    return (BlobFailure)
        row.world().failureOf(at.coordinator().siblings(Requests.siblings(row.key())));
  }

  /** A minute after this it has expired by the clocks of a and b, and not by that of c. */
  private Dot expired(String text) {
    Dot dot = put(row.a(), text, IN_A_MINUTE).dot().orElseThrow();
    row.world().run(MINUTE);
    return dot;
  }

  @Test
  void a_blob_is_there_until_the_clock_of_the_node_that_is_asked_says_otherwise() {
    long now = row.a().wallMillis();
    WriteReceipt receipt = put(row.a(), "text", IN_A_MINUTE);
    assertThat(receipt.expiresAtMillis()).hasValue(now + MINUTE);
    assertThat(row.read(row.a())).isEqualTo("text");
    assertThat(row.get(row.a()).version().expiresAtMillis()).hasValue(now + MINUTE);
    assertThat(row.failedGet(row.b()).code()).isEqualTo(ErrorCode.GONE);
    assertThat(row.read(row.c())).isEqualTo("text");

    row.world().run(now + MINUTE - row.a().wallMillis() - 1);
    assertThat(row.read(row.a())).isEqualTo("text");
    row.world().run(Math.max(0, now + MINUTE - row.a().wallMillis()));
    BlobFailure gone = row.failedGet(row.a());
    assertThat(gone.code()).isEqualTo(ErrorCode.GONE);
    assertThat(gone).hasMessageContaining("expired");
    assertThat(gone.context()).isNotEmpty();
    assertThat(row.read(row.c())).isEqualTo("text");

    row.world().run(SKEW);
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
  }

  @Test
  void the_list_and_the_name_of_an_expired_version_lead_nowhere() {
    Dot dot = expired("text");
    assertThat(failedList(row.a()).code()).isEqualTo(ErrorCode.GONE);
    BlobFailure named = row.failedGet(row.a(), dot, Preconditions.NONE);
    assertThat(named.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(named).hasMessageContaining("has expired");
    assertThat(row.siblings(row.c()).versions()).extracting(Version::dot).containsExactly(dot);
    assertThat(Requests.text(row.get(row.c(), dot))).isEqualTo("text");
  }

  @Test
  void an_expired_version_stays_in_the_object_and_is_shown_again_when_the_clock_goes_back() {
    Dot dot = expired("text");
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.GONE);
    row.world().run(1_000);
    for (WorldNode node : row.all()) {
      assertThat(row.stored(node).version(dot)).isPresent();
    }
    row.a().jumpClock(-SKEW);
    assertThat(row.read(row.a())).isEqualTo("text");
  }

  @Test
  void the_time_to_live_counts_from_the_arrival_of_the_request_and_not_from_its_end() {
    long now = row.a().wallMillis();
    Buffer bytes = Buffer.buffer(Requests.large("slow"));
    Expiry inAnHour = new Expiry.After(60 * MINUTE);
    WriteReceipt receipt =
        row.world()
            .await(
                row.a()
                    .coordinator()
                    .put(
                        new PutRequest(
                            row.key(),
                            new TreeMap<>(),
                            inAnHour,
                            Requests.PLAIN,
                            new WorldBody(bytes, MINUTE, false, false))));
    assertThat(row.a().wallMillis()).isGreaterThanOrEqualTo(now + MINUTE);
    assertThat(receipt.expiresAtMillis()).hasValue(now + 60 * MINUTE);
  }

  @Test
  void a_blind_write_replaces_what_has_expired_where_it_arrives() {
    expired("old");
    assertThat(row.read(row.c())).isEqualTo("old");
    row.put(row.a(), "new");
    row.world().run(1_000);
    for (WorldNode node : row.all()) {
      assertThat(row.read(node)).isEqualTo("new");
      assertThat(row.get(node).siblings()).isEqualTo(1);
      assertThat(row.stored(node).live()).hasSize(1);
    }
  }

  @Test
  void a_write_with_the_context_of_the_refused_read_replaces_what_has_expired() {
    expired("old");
    row.put(row.b(), "new", Requests.with(row.failedGet(row.a()).context()));
    row.world().run(1_000);
    assertThat(row.stored(row.c()).live()).hasSize(1);
    assertThat(row.read(row.c())).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void beside_an_expired_sibling_the_other_one_is_shown_and_counted(boolean isLarge) {
    String lasting = isLarge ? Requests.large("lasting") : "lasting";
    String passing = isLarge ? Requests.large("passing") : "passing";
    String seen = row.put(row.a(), "seen").contextToken();
    Dot stays = row.put(row.a(), lasting, Requests.with(seen)).dot().orElseThrow();
    row.world().run(1_000);
    put(row.b(), passing, new Expiry.After(SKEW + MINUTE), Requests.with(seen));
    assertThat(row.read(row.c())).as("it is the newer one").isEqualTo(passing);
    assertThat(row.get(row.c()).siblings()).isEqualTo(2);

    row.world().run(SKEW + MINUTE);
    for (WorldNode node : new WorldNode[] {row.a(), row.b()}) {
      node.jumpClock(SKEW);
      GetAnswer answer = row.get(node);
      assertThat(Requests.text(answer)).isEqualTo(lasting);
      assertThat(answer.siblings()).isEqualTo(1);
      SiblingsAnswer list = row.siblings(node);
      assertThat(list.versions()).extracting(Version::dot).containsExactly(stays);
    }
    row.put(row.a(), "merged", Requests.with(row.siblings(row.a()).contextToken()));
    row.world().run(1_000);
    assertThat(row.stored(row.c()).live()).as("a list's context covers all").hasSize(1);
  }

  @Test
  void conditions_do_not_see_what_has_expired() {
    Dot dot = expired("old");
    Preconditions ifMatch =
        new Preconditions(
            Optional.of(new EntityTags(false, Set.of(dot.token()))),
            Optional.empty(),
            OptionalLong.empty());
    for (Preconditions condition : new Preconditions[] {ifMatch, IF_MATCH_ANY}) {
      assertThat(row.failedPut(row.a(), "x", Requests.with(condition, "r-1")).code())
          .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }
    WriteOptions ifAbsent = Requests.with(Requests.IF_NONE_MATCH_ANY, "r-2");
    assertThat(row.failedPut(row.c(), "x", ifAbsent).code())
        .as("at c it is still there")
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    row.put(row.a(), "new", ifAbsent);
    assertThat(row.read(row.c())).isEqualTo("new");
  }

  @Test
  void a_retry_is_answered_as_ever_when_its_version_has_expired() {
    WriteOptions id = Requests.with(Preconditions.NONE, "r-1");
    WriteReceipt first = put(row.a(), "text", IN_A_MINUTE, id);
    row.world().run(MINUTE);
    for (WorldNode node : row.all()) {
      WriteReceipt again = put(node, "text", IN_A_MINUTE, id);
      assertThat(again.dot()).isEqualTo(first.dot());
      assertThat(again.expiresAtMillis()).isEqualTo(first.expiresAtMillis());
    }
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.GONE);
    assertThat(row.stored(row.c()).live()).hasSize(1);
  }

  @Test
  void a_moment_that_has_passed_is_refused_without_effect_unless_the_request_is_known() {
    Expiry moment = new Expiry.At(row.a().wallMillis() + MINUTE);
    WriteOptions id = Requests.with(Preconditions.NONE, "r-1");
    BlobFailure ahead = (BlobFailure) row.world().failureOf(putting(row.b(), "x", moment, id));
    assertThat(ahead.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(ahead.maySurface()).isFalse();
    assertThat(row.stored(row.b()).isEmpty()).isTrue();
    Dot first = put(row.a(), "text", moment, id).dot().orElseThrow();
    assertThat(put(row.b(), "text", moment, id).dot()).contains(first);
  }

  @Test
  void a_key_of_an_immutable_bucket_may_be_written_anew_once_it_has_expired() {
    row.world().await(new BucketPolicies(row.a().vote()).set("stones", ChainVoteTest.ONCE, 5_000));
    expired("once");
    assertThat(row.failedPut(row.c(), "again", Requests.PLAIN).code())
        .isEqualTo(ErrorCode.CONFLICT);
    row.put(row.a(), "again");
    row.world().run(1_000);
    assertThat(row.read(row.c())).as("also where the first had not expired").isEqualTo("again");
    assertThat(row.failedPut(row.a(), "thrice", Requests.PLAIN).code())
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void a_delete_of_what_has_expired_is_a_delete() {
    expired("text");
    assertThat(row.delete(row.a()).dot()).isPresent();
    row.world().run(1_000);
    BlobFailure gone = row.failedGet(row.c());
    assertThat(gone.code()).isEqualTo(ErrorCode.GONE);
    assertThat(gone).hasMessageContaining("deleted");
  }

  @Test
  void fewer_owners_than_r_cannot_say_that_a_blob_has_expired() {
    expired("text");
    row.b().crash();
    row.c().crash();
    assertThat(row.failedGet(row.a(), Requests.SLOPPY).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void expired_siblings_take_room_up_to_the_cap_like_any_other() {
    WriteReceipt seen = row.put(row.a(), "seen");
    WriteOptions old = Requests.with(seen.contextToken());
    for (int write = 0; write < 100; write++) {
      put(row.a(), "w" + write, IN_A_MINUTE, old);
    }
    row.world().run(MINUTE);
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.GONE);
    assertThat(row.failedPut(row.a(), "one too many", old).code()).isEqualTo(ErrorCode.CONFLICT);
    row.put(row.a(), "blind");
    assertThat(row.read(row.a())).isEqualTo("blind");
  }
}
