package io.henge.ring.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.version.History.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every two or three objects that can come about. */
class MergeLawsTest {
  static LongStream seeds() {
    return LongStream.range(100, 400);
  }

  private static History history(long seed) {
    return new History(seed, 12 + (int) (seed % 5) * 12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void an_object_is_what_the_writes_that_went_into_it_say(long seed) {
    History history = history(seed);
    for (State state : history.states()) {
      assertThat(history.expect(state)).as("seed %d", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void merging_is_commutative_associative_and_idempotent(long seed) {
    History history = history(seed);
    for (int i = 0; i < 60; i++) {
      BlobObject one = history.anyState().object();
      BlobObject two = history.anyState().object();
      BlobObject three = history.anyState().object();
      assertThat(one.merge(two)).as("seed %d", seed).isEqualTo(two.merge(one));
      assertThat(one.merge(two).merge(three))
          .as("seed %d", seed)
          .isEqualTo(one.merge(two.merge(three)));
      assertThat(one.merge(one)).as("seed %d", seed).isEqualTo(one);
      assertThat(one.merge(two).merge(two)).as("seed %d", seed).isEqualTo(one.merge(two));
      assertThat(one.merge(BlobObject.EMPTY)).as("seed %d", seed).isEqualTo(one);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void all_orders_of_arrival_end_the_same(long seed) {
    List<State> states = new ArrayList<>(history(seed).states());
    State first = states.stream().reduce(State.EMPTY, State::merge);
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      Collections.shuffle(states, random);
      State other = states.stream().reduce(State.EMPTY, State::merge);
      assertThat(other.object()).as("seed %d", seed).isEqualTo(first.object());
      assertThat(other.object().digest()).isEqualTo(first.object().digest());
      assertThat(BlobObjectCodec.encode(other.object()))
          .isEqualTo(BlobObjectCodec.encode(first.object()));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void contexts_are_a_lattice(long seed) {
    History history = history(seed);
    for (int i = 0; i < 60; i++) {
      Context one = history.anyState().object().context();
      Context two = history.anyState().object().context();
      Context three = history.anyState().object().context();
      Context union = one.union(two);
      assertThat(union).as("seed %d", seed).isEqualTo(two.union(one));
      assertThat(union.covers(one) && union.covers(two)).as("seed %d", seed).isTrue();
      assertThat(one.covers(two)).as("seed %d", seed).isEqualTo(union.equals(one));
      assertThat(union.union(three)).as("seed %d", seed).isEqualTo(one.union(two.union(three)));
      assertThat(one.equals(two)).as("seed %d", seed).isEqualTo(one.covers(two) && two.covers(one));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void at_most_one_live_version_is_stamped_last_write_wins(long seed) {
    for (State state : history(seed).states()) {
      assertThat(state.object().live())
          .as("seed %d", seed)
          .filteredOn(version -> version.policy() == Policy.LAST_WRITE_WINS)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void something_is_live_wherever_something_was_written(long seed) {
    for (State state : history(seed).states()) {
      assertThat(state.object().live().isEmpty())
          .as("seed %d", seed)
          .isEqualTo(state.object().isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void equal_digests_mean_the_same_was_seen_and_is_held(long seed) {
    List<State> states = history(seed).states();
    for (State one : states) {
      for (State two : states) {
        boolean same = one.object().equals(two.object());
        assertThat(one.object().digest().equals(two.object().digest()))
            .as("seed %d: %s and %s", seed, one.object(), two.object())
            .isEqualTo(same);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_version_with_bytes_is_shown_unless_another_has_replaced_its_request(long seed) {
    for (State state : history(seed).states()) {
      BlobObject object = state.object();
      for (Version version : object.live()) {
        boolean isHidden =
            object.live().stream()
                .anyMatch(other -> Siblings.hasGoneTwinIn(other.past(), version, object));
        if (!version.isTombstone() && !isHidden) {
          assertThat(object.isDeleted()).as("seed %d", seed).isFalse();
        }
      }
      boolean isAllTombstones = object.live().stream().allMatch(Version::isTombstone);
      boolean isAllBytes = object.live().stream().noneMatch(Version::isTombstone);
      assertThat(object.isEmpty() || !isAllBytes || !object.isDeleted())
          .as("seed %d: versions do not all hide each other", seed)
          .isTrue();
      assertThat(!isAllTombstones || object.shown().isEmpty()).as("seed %d", seed).isTrue();
      for (Version listed : object.siblings().list()) {
        assertThat(object.live()).as("seed %d", seed).contains(listed);
        assertThat(listed.isTombstone()).as("seed %d", seed).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_write_with_the_whole_context_leaves_itself_alone(long seed) {
    for (State state : history(seed).states()) {
      Context seen = state.object().context();
      Dot dot = new Dot(Fixtures.actor(9), 1);
      HybridClock clock = new HybridClock(() -> 0);
      Version version =
          new Version(
              dot,
              seen,
              clock.after(seen.highest()),
              Policy.SIBLINGS,
              Optional.empty(),
              OptionalLong.empty(),
              Optional.of(Fixtures.bytes(1)));
      assertThat(state.object().merge(BlobObject.written(version)).live())
          .as("seed %d", seed)
          .containsExactly(version);
    }
  }
}
