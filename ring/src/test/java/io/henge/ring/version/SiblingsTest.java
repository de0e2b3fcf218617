package io.henge.ring.version;

import static io.henge.ring.version.Fixtures.A;
import static io.henge.ring.version.Fixtures.B;
import static io.henge.ring.version.Fixtures.C;
import static io.henge.ring.version.Fixtures.attempt;
import static io.henge.ring.version.Fixtures.bytes;
import static io.henge.ring.version.Fixtures.dot;
import static io.henge.ring.version.Fixtures.merged;
import static io.henge.ring.version.Fixtures.tombstone;
import static io.henge.ring.version.Fixtures.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SiblingsTest {
  private static final Context NOTHING = Context.EMPTY;

  @Test
  void the_latest_of_concurrent_versions_is_shown_and_all_are_listed() {
    Version early = value(dot(C, 1), 10, NOTHING);
    Version late = value(dot(A, 1), 20, NOTHING);
    Version sameTime = value(dot(B, 1), 20, NOTHING);
    assertThat(merged(early, late, sameTime).siblings().list())
        .containsExactly(sameTime, late, early);
  }

  @Test
  void of_immutable_versions_the_first_is_shown_even_beside_others() {
    Version sibling = value(dot(A, 1), 5, NOTHING);
    Version first = value(dot(B, 1), 10, Policy.IMMUTABLE, NOTHING);
    Version second = value(dot(C, 1), 20, Policy.IMMUTABLE, NOTHING);
    assertThat(merged(second, sibling, first).siblings().list())
        .containsExactly(first, second, sibling);
  }

  @Test
  void a_later_tombstone_beside_a_value_is_kept_but_not_shown() {
    Version old = value(dot(A, 1), 10, NOTHING);
    Version deletion = tombstone(dot(A, 2), 30, old.context());
    Version beside = value(dot(B, 1), 20, old.context());
    BlobObject object = merged(old, deletion, beside);
    assertThat(object.live()).contains(deletion);
    assertThat(object.siblings().list()).containsExactly(beside);
  }

  @Test
  void an_expired_version_reads_as_absent_and_stays_in_the_object() {
    Version lasting = value(dot(A, 1), 10, NOTHING);
    Version passing = passing(dot(B, 1), 20, 100);
    BlobObject object = merged(lasting, passing);
    assertThat(object.siblings().unexpired(99).shown()).contains(passing);
    assertThat(object.siblings().unexpired(100).shown()).contains(lasting);
    assertThat(object.live()).contains(passing);
  }

  @Test
  void an_object_is_removable_once_all_that_is_live_is_a_tombstone_or_has_expired() {
    Version lasting = value(dot(A, 1), 10, NOTHING);
    Version passing = passing(dot(B, 1), 20, 100);
    Version deletion = tombstone(dot(C, 1), 30, lasting.context());
    assertThat(BlobObject.EMPTY.isRemovable(100)).as("nothing is there to remove").isFalse();
    assertThat(merged(lasting).isRemovable(Long.MAX_VALUE)).isFalse();
    assertThat(merged(passing).isRemovable(99)).isFalse();
    assertThat(merged(passing).isRemovable(100)).isTrue();
    assertThat(merged(lasting, passing).isRemovable(100)).isFalse();
    assertThat(merged(lasting, deletion).isRemovable(0)).isTrue();
    assertThat(merged(lasting, passing, deletion).isRemovable(99)).isFalse();
    assertThat(merged(lasting, passing, deletion).isRemovable(100)).isTrue();
  }

  @Test
  void a_late_twin_that_nobody_sees_is_kept_from_removal() {
    Version first = attempt("r", dot(A, 1), 10, NOTHING);
    Version late = attempt("r", dot(B, 1), 40, NOTHING);
    Version deletion = tombstone(dot(C, 1), 30, first.context());
    BlobObject object = merged(first, deletion, late);
    assertThat(object.shown()).isEmpty();
    assertThat(object.isRemovable(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void an_expired_version_hides_late_twins_of_what_it_replaced() {
    Version first = attempt("r", dot(A, 1), 10, NOTHING);
    Version late = attempt("r", dot(B, 1), 40, NOTHING);
    Version successor =
        new Version(
            dot(C, 1),
            first.context(),
            Fixtures.at(30),
            Policy.SIBLINGS,
            Optional.empty(),
            OptionalLong.of(100),
            Optional.of(bytes(1)));
    BlobObject object = merged(first, successor, late);
    assertThat(object.siblings().unexpired(100).list()).isEmpty();
  }

  private static Version passing(Dot dot, long millis, long expiresAtMillis) {
    return new Version(
        dot,
        NOTHING,
        Fixtures.at(millis),
        Policy.SIBLINGS,
        Optional.empty(),
        OptionalLong.of(expiresAtMillis),
        Optional.of(bytes(1)));
  }

  @Test
  void a_context_given_with_a_version_covers_that_version_and_its_past_only() {
    Version old = value(dot(A, 1), 10, NOTHING);
    Version given = value(dot(A, 2), 20, old.context());
    Version sibling = value(dot(B, 1), 15, NOTHING);
    BlobObject object = merged(old, given, sibling);
    Context context = object.contextOf(given.dot()).orElseThrow();
    assertThat(context).isEqualTo(given.context());
    Version next = value(dot(A, 3), 30, context);
    assertThat(object.merge(BlobObject.written(next)).live()).containsExactly(next, sibling);
    assertThat(object.contextOf(old.dot())).isEmpty();
  }

  @Test
  void attempts_at_one_request_that_never_met_are_shown_counted_and_replaced_as_one() {
    Version first = attempt("r", dot(A, 1), 10, NOTHING);
    Version retry = attempt("r", dot(B, 1), 20, NOTHING);
    BlobObject object = merged(first, retry);
    assertThat(object.live()).containsExactly(first, retry);
    assertThat(object.siblings().list()).containsExactly(retry);
    assertThat(object.siblings().shows(first.dot())).isTrue();
    assertThat(object.siblings().shows(retry.dot())).isTrue();
    assertThat(object.answerFor("r")).contains(first.dot());

    Version next = value(dot(C, 1), 30, object.contextOf(retry.dot()).orElseThrow());
    assertThat(object.merge(BlobObject.written(next)).live()).containsExactly(next);
    Version blindToTheTwin = value(dot(C, 1), 30, object.withTwins(first.context()));
    assertThat(object.merge(BlobObject.written(blindToTheTwin)).live())
        .containsExactly(blindToTheTwin);
  }

  @Test
  void one_id_for_different_bytes_hides_nothing() {
    Version one = attempt("r", dot(A, 1), 10, NOTHING);
    Version other =
        new Version(
            dot(B, 1),
            NOTHING,
            Fixtures.at(20),
            Policy.SIBLINGS,
            Optional.of("r"),
            OptionalLong.empty(),
            Optional.of(bytes(6)));
    BlobObject object = merged(one, other);
    assertThat(object.siblings().list()).containsExactly(other, one);
    assertThat(object.siblings().shows(one.dot())).isFalse();
    assertThat(object.withTwins(one.context())).isEqualTo(one.context());
  }

  @Test
  void an_attempt_that_turns_up_after_its_request_was_replaced_does_not_come_back() {
    // The first attempt reaches one replica only; the retry is acknowledged, read and replaced.
    Version first = attempt("r", dot(A, 1), 10, NOTHING);
    Version retry = attempt("r", dot(B, 1), 20, NOTHING);
    Version next = value(dot(C, 1), 30, retry.context());
    BlobObject object = merged(retry, next, first);
    assertThat(object.siblings().list()).containsExactly(next);

    Version last = value(dot(C, 2), 40, object.withTwins(next.context()));
    assertThat(object.merge(BlobObject.written(last)).live())
        .as("the next write replaces it for good")
        .containsExactly(last);
    assertThat(merged(retry, tombstone(dot(C, 1), 30, retry.context()), first).isDeleted())
        .isTrue();
  }

  @Test
  void an_attempt_that_is_made_after_its_request_was_replaced_does_not_come_back() {
    // Found by the search: the retry was under way when its request was deleted, and minted later.
    Version first = attempt("r", dot(A, 1), 10, NOTHING);
    Version late = attempt("r", dot(B, 1), 40, NOTHING);
    Version next = value(dot(C, 1), 30, first.context());
    assertThat(merged(first, next, late).siblings().list()).containsExactly(next);
    assertThat(merged(first, tombstone(dot(C, 1), 30, first.context()), late).isDeleted()).isTrue();
  }

  @Test
  void an_attempt_that_has_replaced_what_others_have_not_seen_is_not_hidden() {
    // Found by the search: with the retry, what it had replaced would be lost from sight.
    Version first = attempt("r", dot(A, 1), 10, NOTHING);
    Version other = value(dot(C, 1), 20, NOTHING);
    Version retry = attempt("r", dot(B, 1), 40, other.context());
    Version next = value(dot(A, 2), 30, first.context());
    BlobObject object = merged(first, other, retry, next);
    assertThat(object.live()).containsExactly(next, retry);
    assertThat(object.siblings().list()).containsExactly(retry, next);
    assertThat(object.withTwins(next.context())).isEqualTo(next.context());
  }

  @Test
  void of_requests_that_have_replaced_the_same_the_last_stays() {
    Version p1 = attempt("p", dot(A, 1), 10, NOTHING);
    Version q1 = attempt("q", dot(B, 1), 10, NOTHING);
    Context both = p1.context().union(q1.context());
    Version p2 = attempt("p", dot(A, 2), 20, both);
    Version q2 = attempt("q", dot(B, 2), 30, both);
    BlobObject object = merged(p1, q1, p2, q2);
    assertThat(object.live()).containsExactly(p2, q2);
    assertThat(object.siblings().list()).containsExactly(q2);
  }

  @Test
  void requests_that_replaced_each_others_attempts_do_not_both_vanish() {
    Version p1 = attempt("p", dot(A, 1), 10, NOTHING);
    Version q1 = attempt("q", dot(B, 1), 10, NOTHING);
    Version p2 = attempt("p", dot(A, 2), 20, q1.context());
    Version q2 = attempt("q", dot(B, 2), 20, p1.context());
    BlobObject object = merged(p1, q1, p2, q2);
    assertThat(object.live()).containsExactly(p2, q2);
    assertThat(object.siblings().list()).containsExactly(q2, p2);
  }

  @Test
  void the_last_requests_are_remembered_after_their_versions_are_gone() {
    BlobObject object = BlobObject.EMPTY;
    for (int i = 1; i <= 40; i++) {
      Version version = attempt("r" + i, object.context().next(A), i, object.context());
      object = object.merge(BlobObject.written(version));
    }
    assertThat(object.requests()).hasSize(BlobObject.REQUESTS_MAX);
    assertThat(object.answerFor("r8")).isEmpty();
    assertThat(object.answerFor("r9")).contains(dot(A, 9));
    assertThat(object.answerFor("r40")).contains(dot(A, 40));
  }

  @Test
  void a_live_version_answers_for_its_request_after_its_record_is_gone() {
    Version lasting = attempt("lasting", dot(B, 1), 1, NOTHING);
    BlobObject object = merged(lasting);
    Context chain = NOTHING;
    for (int i = 1; i <= 40; i++) {
      Version version = attempt("r" + i, dot(A, i), 10 + i, chain);
      object = object.merge(BlobObject.written(version));
      chain = version.context();
    }
    assertThat(object.requests()).noneMatch(request -> request.requestId().equals("lasting"));
    assertThat(object.answerFor("lasting")).contains(lasting.dot());
  }
}
