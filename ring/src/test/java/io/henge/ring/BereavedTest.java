package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.ring.MemberChange.Join;
import io.henge.ring.MemberChange.Leave;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rule C6: an entry by which those that remain go on without a majority. */
class BereavedTest {
  private static final ChainEntry SEVEN =
      ChainEntry.founding(Members.equal(7, 3), 64, 3)
          .withPolicy(
              "photos",
              new BucketPolicy(
                  ConflictPolicy.SIBLINGS, OptionalInt.of(1), OptionalInt.of(3), false));

  private static Set<Seat> seats(int... numbers) {
    return IntStream.of(numbers).mapToObj(Seat::new).collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void those_that_remain_begin_a_generation_with_rows_of_their_own() {
    ChainEntry entry = SEVEN.withoutMajority(seats(0, 2, 4, 6));
    assertThat(entry.generation()).isEqualTo(new Generation(2, 3, ""));
    assertThat(entry.generationDigest()).isEqualTo(entry.digest());
    assertThat(entry.number()).isEqualTo(SEVEN.number() + 1);
    assertThat(entry.parentDigest()).isEqualTo(SEVEN.digest());
    assertThat(entry.phase()).isEqualTo(Phase.DONE);
    assertThat(entry.layout().age()).isEqualTo(new LayoutAge(3, 1));
    assertThat(entry.layout().members().stream().map(member -> member.seat().number()))
        .containsExactly(1, 3, 5);
    assertThat(entry.retired()).hasSize(4);
    assertThat(ChainEntry.parse(entry.toJson())).isEqualTo(entry);
    assertThat(SEVEN.isContinuedBy(entry)).isTrue();
    assertThat(SEVEN.withPolicy("more", BucketPolicy.DEFAULT).isContinuedBy(entry)).isFalse();
    assertThat(SEVEN.isContinuedBy(SEVEN.withPolicy("more", BucketPolicy.DEFAULT))).isFalse();
  }

  @Test
  void what_follows_belongs_to_the_generation_and_names_its_beginning() {
    ChainEntry begin = SEVEN.withoutMajority(seats(0, 2, 4, 6));
    ChainEntry next = begin.withPolicy("more", new BucketPolicy(ConflictPolicy.IMMUTABLE));
    assertThat(next.generation()).isEqualTo(new Generation(2, 3, begin.digest()));
    assertThat(next.withPolicy("more", BucketPolicy.DEFAULT).generation())
        .isEqualTo(next.generation());
    assertThat(next.isOfGeneration(begin)).isTrue();
    assertThat(next.isOfGeneration(SEVEN)).isFalse();
    assertThat(next.isOfGeneration(SEVEN.withoutMajority(seats(0, 1, 2, 3)))).isFalse();
    assertThat(ChainEntry.parse(next.toJson())).isEqualTo(next);
    ChainEntry third = next.withoutMajority(seats(1, 3));
    assertThat(third.generation().number()).isEqualTo(3);
    assertThat(third.foundingDigest()).isEqualTo(SEVEN.foundingDigest());
  }

  @Test
  void rows_become_as_wide_as_they_can_and_policies_fit_them() {
    ChainEntry two = SEVEN.withoutMajority(seats(0, 1, 2, 3, 4));
    assertThat(two.layout().width()).isEqualTo(2);
    assertThat(two.quorums()).isEqualTo(new Quorums(2, 2));
    BucketPolicy photos = two.policyOf("photos");
    assertThat(photos.r()).hasValue(1);
    assertThat(photos.w()).hasValue(2);
    assertThat(photos.sloppyWrites()).isFalse();
  }

  @Test
  void a_change_under_way_goes_on_from_the_rows_that_were_read() {
    ChainEntry dual =
        SEVEN.withChange(List.of(new Join(Members.member(77, 0, 1)), new Leave(new Seat(6))));
    Seat joiner = dual.layouts().newest().members().get(6).seat();
    ChainEntry unread = dual.withoutMajority(seats(0, 1, 2, 3));
    assertThat(unread.layout().has(joiner)).isFalse();
    assertThat(unread.layout().has(new Seat(6))).isTrue();
    assertThat(dual.isContinuedBy(unread)).isTrue();
    ChainEntry moved = dual.withMoved();
    ChainEntry read = moved.withoutMajority(seats(0, 1, 2, 3));
    assertThat(read.layout().has(joiner)).isTrue();
    assertThat(read.layout().has(new Seat(6))).as("it has not handed over all").isTrue();
    assertThat(moved.isContinuedBy(read)).isTrue();
    assertThatThrownBy(() -> moved.withoutMajority(seats(0, 1, 2)))
        .as("who leaves has its vote until it has left")
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_majority_has_no_need_of_it_and_somebody_must_remain() {
    for (Set<Seat> lost : List.of(seats(), seats(0, 1, 2), seats(0, 1, 2, 3, 4, 5, 6), seats(9))) {
      assertThatThrownBy(() -> SEVEN.withoutMajority(lost))
          .isInstanceOf(IllegalArgumentException.class);
    }
    ChainEntry four = ChainEntry.founding(Members.equal(4, 1), 64, 3);
    assertThat(four.withoutMajority(seats(0, 1)).layout().members()).hasSize(2);
  }
}
