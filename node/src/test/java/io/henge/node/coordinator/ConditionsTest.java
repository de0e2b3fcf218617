package io.henge.node.coordinator;

import static io.henge.node.coordinator.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.ByteRange;
import io.henge.node.coordinator.Preconditions.Verdict;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests ask for: conditions, ranges, quorums. */
class ConditionsTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Version version = version(0, 1);
  private final BlobObject object = BlobObject.written(version);
  private final String tag = version.dot().token();

  @Test
  void an_entity_tag_matches_itself_and_the_star_matches_all() {
    assertThat(new EntityTags(false, Set.of("x", "y")).match("y")).isTrue();
    assertThat(new EntityTags(false, Set.of("x")).match("y")).isFalse();
    assertThat(new EntityTags(true, Set.of()).match("y")).isTrue();
  }

  @Test
  void if_match_wants_the_shown_version() {
    assertThat(ifMatch(tag).forWrite(object, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(ifMatch("other").forWrite(object, NOW)).isEqualTo(Verdict.FAILED);
    assertThat(ifMatch(tag).forWrite(BlobObject.EMPTY, NOW)).isEqualTo(Verdict.FAILED);
    assertThat(ifMatch("other").forRead(object, NOW)).isEqualTo(Verdict.FAILED);
    assertThat(ifMatch(tag).forRead(object, NOW)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void if_none_match_fails_a_write_and_spares_a_read() {
    assertThat(ifNoneMatch(tag).forWrite(object, NOW)).isEqualTo(Verdict.FAILED);
    assertThat(ifNoneMatch(tag).forRead(object, NOW)).isEqualTo(Verdict.NOT_MODIFIED);
    assertThat(ifNoneMatch("other").forWrite(object, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(ifNoneMatch("other").forRead(object, NOW)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void a_star_means_anything_that_is_there_and_a_tombstone_is_nothing() {
    Preconditions any =
        new Preconditions(
            Optional.empty(), Optional.of(new EntityTags(true, Set.of())), OptionalLong.empty());
    Preconditions some =
        new Preconditions(
            Optional.of(new EntityTags(true, Set.of())), Optional.empty(), OptionalLong.empty());
    BlobObject deleted = object.merge(BlobObject.written(tombstoneOf(version)));
    assertThat(any.forWrite(object, NOW)).isEqualTo(Verdict.FAILED);
    assertThat(any.forWrite(BlobObject.EMPTY, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(any.forWrite(deleted, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(some.forWrite(object, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(some.forWrite(deleted, NOW)).isEqualTo(Verdict.FAILED);
  }

  @Test
  void a_sibling_that_is_not_shown_does_not_match_and_a_twin_of_the_shown_one_does() {
    Version sibling = version(1, 1);
    BlobObject both = object.merge(BlobObject.written(sibling));
    Version shown = both.shown().orElseThrow();
    Version other = shown.equals(version) ? sibling : version;
    assertThat(ifMatch(shown.dot().token()).forWrite(both, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(ifMatch(other.dot().token()).forWrite(both, NOW)).isEqualTo(Verdict.FAILED);

    Version one = version(0, 1, Context.EMPTY, Optional.of("id"));
    Version two = version(1, 1, Context.EMPTY, Optional.of("id"));
    BlobObject twins = BlobObject.written(one).merge(BlobObject.written(two));
    assertThat(ifMatch(one.dot().token()).forWrite(twins, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(ifMatch(two.dot().token()).forWrite(twins, NOW)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void if_modified_since_counts_whole_seconds_and_only_without_if_none_match() {
    long millis = version.timestamp().millis();
    assertThat(modifiedSince(millis, Optional.empty()).forRead(object, NOW))
        .isEqualTo(Verdict.NOT_MODIFIED);
    assertThat(modifiedSince(millis + 999, Optional.empty()).forRead(object, NOW))
        .isEqualTo(Verdict.NOT_MODIFIED);
    assertThat(modifiedSince(millis - 1_000, Optional.empty()).forRead(object, NOW))
        .isEqualTo(Verdict.PROCEED);
    Optional<EntityTags> other = Optional.of(new EntityTags(false, Set.of("other")));
    assertThat(modifiedSince(millis, other).forRead(object, NOW)).isEqualTo(Verdict.PROCEED);
    assertThat(modifiedSince(millis, Optional.empty()).forWrite(object, NOW))
        .isEqualTo(Verdict.PROCEED);
    assertThat(Preconditions.NONE.isEmpty()).isTrue();
    assertThat(modifiedSince(millis, Optional.empty()).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 9, 100, 0, 10",
    "0, -1, 100, 0, 100",
    "99, -1, 100, 99, 1",
    "50, 1000, 100, 50, 50",
    "-1, 10, 100, 90, 10",
    "-1, 1000, 100, 0, 100",
    "0, 0, 1, 0, 1"
  })
  void a_range_becomes_the_slice_that_exists(
      long first, long last, long size, long offset, long length) {
    assertThat(new RangeRequest(first, last).of(size)).contains(new ByteRange(offset, length));
  }

  @ParameterizedTest
  @CsvSource({"100, -1, 100", "100, 200, 100", "0, -1, 0", "-1, 0, 100", "-1, 5, 0"})
  void a_range_outside_the_blob_cannot_be_satisfied(long first, long last, long size) {
    assertThat(new RangeRequest(first, last).of(size)).isEmpty();
  }

  @Test
  void a_range_that_ends_before_it_begins_is_none() {
    assertThatThrownBy(() -> new RangeRequest(5, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RangeRequest.suffix(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"one, 3, 1", "quorum, 3, 2", "quorum, 4, 3", "quorum, 1, 1", "all, 3, 3", "2, 3, 2"})
  void a_quorum_is_a_word_or_a_number(String text, int row, int expected) {
    assertThat(QuorumSize.parse(text).of(row, 2)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two", "-1", "+1", "1.0", "1000", "0x1", " 1", "ALL", "٣"})
  void another_quorum_is_the_client_s_mistake(String text) {
    assertThatThrownBy(() -> QuorumSize.parse(text))
        .isInstanceOfSatisfying(
            BlobFailure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "4", "999"})
  void a_quorum_that_the_row_does_not_have_is_the_client_s_mistake(String text) {
    assertThatThrownBy(() -> QuorumSize.parse(text).of(3, 2))
        .isInstanceOfSatisfying(
            BlobFailure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  @Test
  void the_default_quorum_is_what_the_cluster_is_configured_to() {
    assertThat(new QuorumSize.Default().of(3, 2)).isEqualTo(2);
  }

  private static Version tombstoneOf(Version version) {
    Version next = version(1, 1, version.context(), Optional.empty());
    return new Version(
        next.dot(),
        next.past(),
        next.timestamp(),
        next.policy(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Preconditions ifMatch(String tag) {
    return new Preconditions(
        Optional.of(new EntityTags(false, Set.of(tag))), Optional.empty(), OptionalLong.empty());
  }

  private static Preconditions ifNoneMatch(String tag) {
    return new Preconditions(
        Optional.empty(), Optional.of(new EntityTags(false, Set.of(tag))), OptionalLong.empty());
  }

  private static Preconditions modifiedSince(long millis, Optional<EntityTags> noneMatch) {
    return new Preconditions(Optional.empty(), noneMatch, OptionalLong.of(millis));
  }
}
