package io.henge.ring.version;

import static io.henge.ring.version.Fixtures.A;
import static io.henge.ring.version.Fixtures.B;
import static io.henge.ring.version.Fixtures.C;
import static io.henge.ring.version.Fixtures.attempt;
import static io.henge.ring.version.Fixtures.dot;
import static io.henge.ring.version.Fixtures.merged;
import static io.henge.ring.version.Fixtures.tombstone;
import static io.henge.ring.version.Fixtures.value;
import static io.henge.ring.version.Policy.IMMUTABLE;
import static io.henge.ring.version.Policy.LAST_WRITE_WINS;
import static io.henge.ring.version.Policy.SIBLINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The interleavings for which the rules of versions and merging are made. */
class RulesTest {
  private static final Actor X = Fixtures.actor(24);
  private static final Actor X_IN_A_NEW_EPOCH = new Actor(X.node(), X.incarnation(), 2);

  @Test
  void an_actor_that_forgot_the_object_would_mint_what_passes_for_seen_and_a_new_epoch_does_not() {
    // x mints (x,1), hands it off, and a replaces it; then x forgets the object.
    Version first = value(dot(X, 1), 10, Context.EMPTY);
    Version replacement = value(dot(A, 1), 20, first.context());
    BlobObject others = merged(first, replacement);
    Context forgotten = Context.EMPTY;

    Version again = value(forgotten.next(X), 30, Context.EMPTY);
    assertThat(others.merge(BlobObject.written(again)).live())
        .as("the new write is taken for the first one, and lost")
        .containsExactly(replacement);

    Version fresh = value(forgotten.next(X_IN_A_NEW_EPOCH), 30, Context.EMPTY);
    assertThat(others.merge(BlobObject.written(fresh)).live()).containsExactly(replacement, fresh);
  }

  @Test
  void a_dot_minted_again_after_a_crash_is_noticed_where_the_two_meet() {
    Context before = merged(value(dot(A, 1), 10, Context.EMPTY)).context();
    Version sent = value(before.next(A), 20, before);
    Version mintedAgain = value(before.next(A), 30, before);
    BlobObject peer = BlobObject.written(sent);
    assertThatThrownBy(() -> peer.merge(BlobObject.written(mintedAgain)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two different versions of one dot");
  }

  @Test
  void an_actor_that_kept_the_object_goes_on_counting() {
    BlobObject object = merged(value(dot(A, 1), 10, Context.EMPTY));
    assertThat(object.context().next(A)).isEqualTo(dot(A, 2));
    assertThat(object.context().next(B)).isEqualTo(dot(B, 1));
  }

  @Test
  void a_second_write_arriving_first_does_not_make_the_first_one_seen() {
    Version first = value(dot(A, 1), 10, Context.EMPTY);
    Version second = value(dot(A, 2), 20, Context.EMPTY);
    BlobObject late = merged(second);
    assertThat(late.context().contains(dot(A, 1))).isFalse();
    assertThat(late.merge(BlobObject.written(first)).live()).containsExactly(first, second);
  }

  @Test
  void a_gap_that_closes_leaves_an_ordinary_context() {
    Version first = value(dot(A, 1), 10, Context.EMPTY);
    Version second = value(dot(A, 2), 20, Context.EMPTY);
    assertThat(merged(second, first).context()).isEqualTo(merged(first, second).context());
    assertThat(merged(second, first).context()).hasToString("{" + A + ": 1..2}");
  }

  @Test
  void a_commit_carries_its_own_past_and_not_what_its_coordinator_knows_besides() {
    Version known = value(dot(B, 1), 10, Context.EMPTY);
    Version written = value(dot(A, 1), 20, Context.EMPTY);
    BlobObject coordinator = merged(known, written);
    BlobObject commit = BlobObject.written(written);
    assertThat(commit.context().contains(known.dot())).isFalse();
    assertThat(BlobObject.written(known).merge(commit)).isEqualTo(coordinator);
  }

  @Test
  void a_version_of_a_slow_clock_must_still_be_later_than_its_past() {
    Version past = value(dot(A, 1), 1_000, Context.EMPTY);
    assertThatThrownBy(() -> value(dot(B, 1), 1_000, past.context()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not after its past's");
    Timestamp later = new HybridClock(() -> 3).after(past.context().highest());
    assertThat(later).isEqualTo(new Timestamp(1_000, 1));
  }

  @Test
  void a_version_is_not_in_its_own_past() {
    Version version = value(dot(A, 1), 10, Context.EMPTY);
    assertThatThrownBy(() -> value(dot(A, 1), 20, version.context()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_delete_changes_the_digest_and_so_is_repaired() {
    Version version = value(dot(A, 1), 10, Context.EMPTY);
    BlobObject missedIt = merged(version);
    BlobObject deleted =
        missedIt.merge(BlobObject.written(tombstone(dot(B, 1), 20, version.context())));
    assertThat(deleted.digest()).isNotEqualTo(missedIt.digest());
    BlobObject repaired = missedIt.merge(deleted);
    assertThat(repaired).isEqualTo(deleted);
    assertThat(repaired.isDeleted()).isTrue();
    assertThat(BlobObject.EMPTY.isDeleted()).isFalse();
  }

  @Test
  void a_delete_of_nothing_mints_nothing() {
    Version nothing = tombstone(dot(A, 1), 10, Context.EMPTY);
    assertThatThrownBy(() -> BlobObject.written(nothing))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A commit tells of the attempts that its version has seen, or a retry would be a new write. */
  @Test
  void a_commit_carries_the_records_of_the_requests_in_its_past_and_no_others() {
    Version seen = attempt("seen", dot(A, 1), 10, Context.EMPTY);
    Version beside = attempt("beside", dot(B, 1), 11, Context.EMPTY);
    Version next = attempt("next", dot(C, 1), 20, seen.context());
    BlobObject commit = BlobObject.written(next, merged(seen, beside).requests());
    assertThat(commit.answerFor("seen")).contains(seen.dot());
    assertThat(commit.answerFor("next")).contains(next.dot());
    assertThat(commit.answerFor("beside")).isEmpty();
    assertThat(commit.live()).containsExactly(next);
    assertThat(BlobObjectCodec.decode(BlobObjectCodec.encode(commit))).isEqualTo(commit);
  }

  @Test
  void a_commit_carries_the_newest_records_when_there_are_too_many() {
    BlobObject object = BlobObject.EMPTY;
    for (int i = 1; i <= BlobObject.REQUESTS_MAX; i++) {
      Version version = attempt("r" + i, dot(A, i), 10 + i, object.context());
      object = object.merge(BlobObject.written(version));
    }
    Version next = attempt("next", dot(B, 1), 99, object.context());
    BlobObject commit = BlobObject.written(next, object.requests());
    assertThat(commit.requests()).hasSize(BlobObject.REQUESTS_MAX);
    assertThat(commit.answerFor("next")).contains(next.dot());
    assertThat(commit.answerFor("r1")).isEmpty();
    assertThat(commit.answerFor("r2")).isPresent();
  }

  @Test
  void a_delete_takes_tombstones_along_and_no_bytes() {
    Version old = value(dot(A, 1), 10, Context.EMPTY);
    Version deletion = tombstone(dot(B, 1), 20, old.context());
    Version unseen = value(dot(C, 1), 15, old.context());
    BlobObject object = merged(old, deletion, unseen);
    Context past = object.withTombstones(old.context());
    assertThat(past.contains(deletion.dot())).isTrue();
    assertThat(past.contains(unseen.dot())).isFalse();
    BlobObject again = object.merge(BlobObject.written(tombstone(dot(B, 2), 30, past)));
    assertThat(again.live()).extracting(Version::dot).containsExactly(dot(B, 2), dot(C, 1));
  }

  @Test
  void a_write_beside_a_delete_survives_it() {
    Version version = value(dot(A, 1), 10, Context.EMPTY);
    Version deletion = tombstone(dot(B, 1), 20, version.context());
    Version unseen = value(dot(C, 1), 15, version.context());
    BlobObject object = merged(version, deletion, unseen);
    assertThat(object.live()).containsExactly(deletion, unseen);
    assertThat(object.shown()).contains(unseen);
    assertThat(object.isDeleted()).isFalse();
  }

  @Test
  void of_two_last_writes_the_later_is_kept_and_the_other_is_covered() {
    Version one = value(dot(A, 1), 10, LAST_WRITE_WINS, Context.EMPTY);
    Version two = value(dot(B, 1), 10, LAST_WRITE_WINS, Context.EMPTY);
    BlobObject object = merged(one, two);
    assertThat(object.live()).as("same time, higher dot").containsExactly(two);
    assertThat(object.context().contains(one.dot())).isTrue();
    assertThat(object.merge(BlobObject.written(one))).isEqualTo(object);
  }

  @Test
  void versions_of_mixed_stamps_merge_as_siblings() {
    Version sibling = value(dot(A, 1), 10, SIBLINGS, Context.EMPTY);
    Version immutable = value(dot(B, 1), 20, IMMUTABLE, Context.EMPTY);
    Version last = value(dot(C, 1), 30, LAST_WRITE_WINS, Context.EMPTY);
    assertThat(merged(sibling, immutable, last).live()).containsExactly(sibling, immutable, last);
  }

  /** What replaces a last write must remember it, or who never met it would bring an older back. */
  @Test
  void a_last_write_that_was_replaced_still_beats_the_ones_before_it() {
    Version l1 = value(dot(A, 1), 10, LAST_WRITE_WINS, Context.EMPTY);
    Version l2 = value(dot(B, 1), 20, LAST_WRITE_WINS, Context.EMPTY);
    Version s3 = value(dot(C, 1), 30, SIBLINGS, l2.context());
    BlobObject a = BlobObject.written(l1);
    BlobObject b = BlobObject.written(l2);
    BlobObject c = BlobObject.written(s3);
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
    assertThat(a.merge(b.merge(c)).live()).containsExactly(s3);
  }

  @Test
  void without_the_mark_the_same_three_depend_on_who_met_first() {
    Version l1 = value(dot(A, 1), 10, LAST_WRITE_WINS, Context.EMPTY);
    Version l2 = value(dot(B, 1), 20, LAST_WRITE_WINS, Context.EMPTY);
    Version s3 = value(dot(C, 1), 30, SIBLINGS, l2.context());
    Unmarked a = new Unmarked(Set.of(l1.dot()), Set.of(l1));
    Unmarked b = new Unmarked(Set.of(l2.dot()), Set.of(l2));
    Unmarked c = new Unmarked(Set.of(l2.dot(), s3.dot()), Set.of(s3));
    assertThat(a.merge(b).merge(c).live).containsExactly(s3);
    assertThat(a.merge(b.merge(c)).live).containsExactlyInAnyOrder(l1, s3);
  }

  /** The plain rule: if all live versions are stamped last-write-wins, the highest is kept. */
  private record Unmarked(Set<Dot> seen, Set<Version> live) {
    Unmarked merge(Unmarked other) {
      Set<Dot> both = new HashSet<>(seen);
      both.addAll(other.seen);
      Set<Version> kept = new HashSet<>(live);
      kept.addAll(other.live);
      kept.removeIf(v -> seen.contains(v.dot()) && !live.contains(v));
      kept.removeIf(v -> other.seen.contains(v.dot()) && !other.live.contains(v));
      if (kept.stream().allMatch(v -> v.policy() == LAST_WRITE_WINS)) {
        Optional<Rank> highest = kept.stream().map(Version::rank).max(Rank::compareTo);
        kept.removeIf(v -> !v.rank().equals(highest.orElseThrow()));
      }
      return new Unmarked(both, kept);
    }
  }
}
