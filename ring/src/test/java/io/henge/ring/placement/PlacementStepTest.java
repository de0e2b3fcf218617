package io.henge.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every step of every walk of joins, leaves, weights and zones has to keep to. */
class PlacementStepTest {
  private static final int WALKS_PER_SEED = 15;
  private static final int STEPS = 8;

  /** A change of a ring, and what came of it. */
  private static final class Change {
    private final List<WeightedSeat> members;
    private final int replicas;
    private final int[] before;
    private final int widthBefore;
    private final int[] after;

    Change(List<WeightedSeat> members, int replicas, int[] before, int widthBefore) {
      this.members = List.copyOf(members);
      this.replicas = replicas;
      this.before = before;
      this.widthBefore = widthBefore;
      this.after = PlacementStep.of(before, widthBefore, members, replicas);
    }

    /** The same members once more. */
    Change again() {
      return new Change(members, replicas, after, width());
    }

    boolean isAsItShouldBe() {
      return Arrays.equals(loads(), quotas());
    }

    int width() {
      return Math.min(replicas, members.size());
    }

    int partitions() {
      return after.length / width();
    }

    Set<Integer> row(int partition) {
      return row(after, width(), partition);
    }

    Set<Integer> rowBefore(int partition) {
      return row(before, widthBefore, partition);
    }

    private static Set<Integer> row(int[] table, int width, int partition) {
      Set<Integer> row = new HashSet<>();
      for (int k = partition * width; k < (partition + 1) * width; k++) {
        row.add(table[k]);
      }
      return row;
    }

    /** Who has come into a row. */
    Set<Integer> entered(int partition) {
      Set<Integer> entered = row(partition);
      entered.removeAll(rowBefore(partition));
      return entered;
    }

    int zoneCap() {
      return FairShare.of(Candidates.of(members), partitions(), replicas).zoneCap();
    }

    /** How many of these seats are in each zone; of those that are members'. */
    Map<Integer, Integer> zonesOf(Set<Integer> seats) {
      Map<Integer, Integer> zones = new HashMap<>();
      members.stream()
          .filter(member -> seats.contains(member.seat()))
          .forEach(member -> zones.merge(member.zone(), 1, Integer::sum));
      return zones;
    }

    int fullestZone(int partition) {
      return Collections.max(zonesOf(row(partition)).values());
    }

    int moved() {
      return IntStream.range(0, partitions()).map(p -> entered(p).size()).sum();
    }

    /** What these loads cost at the least. */
    long leastMoved() {
      Map<Integer, Integer> change = new HashMap<>();
      Arrays.stream(after).forEach(seat -> change.merge(seat, 1, Integer::sum));
      Arrays.stream(before).forEach(seat -> change.merge(seat, -1, Integer::sum));
      return change.values().stream().filter(more -> more > 0).mapToLong(more -> more).sum();
    }

    int[] quotas() {
      Candidates candidates = Candidates.of(members);
      FairShare shares = FairShare.of(candidates, partitions(), replicas);
      int[] held = new int[candidates.count()];
      for (int seat : before) {
        if (candidates.indexOf(seat) >= 0) {
          held[candidates.indexOf(seat)]++;
        }
      }
      return Quotas.of(candidates, shares, after.length, held);
    }

    int[] loads() {
      Candidates candidates = Candidates.of(members);
      int[] loads = new int[candidates.count()];
      Arrays.stream(after).forEach(seat -> loads[candidates.indexOf(seat)]++);
      return loads;
    }

    @Override
    public String toString() {
      return "Q " + partitions() + ", N " + replicas + ", now " + members;
    }
  }

  private interface Property {
    void check(Change change);
  }

  private static void forRandomWalks(long seed, Property property) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int walk = 0; walk < WALKS_PER_SEED; walk++) {
      List<WeightedSeat> members = new ArrayList<>(Rings.random(random));
      int replicas = random.nextInt(1, 6);
      int[] table = FoundingTable.of(members, 1 << random.nextInt(11), replicas);
      for (int step = 0; step < STEPS; step++) {
        int width = Math.min(replicas, members.size());
        alter(members, random);
        Change change = new Change(members, replicas, table, width);
        property.check(change);
        table = change.after;
      }
    }
  }

  /** One member joins or leaves, or gets another weight or zone. */
  private static void alter(List<WeightedSeat> members, SplittableRandom random) {
    int at = random.nextInt(members.size());
    WeightedSeat one = members.get(at);
    switch (random.nextInt(4)) {
      case 0 -> members.add(new WeightedSeat(freeSeat(members, random), one.zone(), one.weight()));
      case 1 -> {
        if (members.size() > 1) {
          members.remove(at);
        }
      }
      case 2 -> members.set(at, new WeightedSeat(one.seat(), one.zone(), random.nextInt(1, 20)));
      default -> members.set(at, new WeightedSeat(one.seat(), random.nextInt(9), one.weight()));
    }
  }

  private static int freeSeat(List<WeightedSeat> members, SplittableRandom random) {
    int seat = random.nextInt(10_000);
    while (isTaken(members, seat)) {
      seat++;
    }
    return seat;
  }

  private static boolean isTaken(List<WeightedSeat> members, int seat) {
    return members.stream().anyMatch(member -> member.seat() == seat);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_row_has_distinct_members_and_only_such_as_there_are(long seed) {
    forRandomWalks(
        seed,
        change -> {
          Set<Integer> seats = new HashSet<>();
          change.members.forEach(member -> seats.add(member.seat()));
          for (int p = 0; p < change.partitions(); p++) {
            assertThat(change.row(p)).as("%s", change).hasSize(change.width()).isSubsetOf(seats);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void no_partition_gets_a_new_member_beside_those_that_fill_its_vacancies(long seed) {
    forRandomWalks(
        seed,
        change -> {
          for (int p = 0; p < change.partitions(); p++) {
            long vacancies = change.width() - staying(change, p);
            assertThat(change.entered(p).size())
                .as("partition %d of %s", p, change)
                .isLessThanOrEqualTo((int) Math.max(1, vacancies));
          }
        });
  }

  /** How many of a row neither have left nor stand in a zone that is too full. */
  private static long staying(Change change, int partition) {
    int cap = change.zoneCap();
    return change.zonesOf(change.rowBefore(partition)).values().stream()
        .mapToLong(count -> Math.min(cap, count))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void after_a_few_steps_everybody_has_its_quota_and_then_nothing_changes(long seed) {
    forRandomWalks(
        seed,
        change -> {
          Change last = change;
          for (int more = 0; more < 6 && !last.isAsItShouldBe(); more++) {
            last = last.again();
          }
          assertThat(last.isAsItShouldBe()).as("%s", change).isTrue();
          assertThat(last.again().after).as("%s", change).isEqualTo(last.after);
          for (int p = 0; p < last.partitions(); p++) {
            assertThat(last.fullestZone(p)).as("%s", change).isLessThanOrEqualTo(last.zoneCap());
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_order_in_which_members_are_named_does_not_matter(long seed) {
    forRandomWalks(
        seed,
        change -> {
          List<WeightedSeat> shuffled = new ArrayList<>(change.members);
          Collections.shuffle(shuffled, new Random(seed));
          Change other = new Change(shuffled, change.replicas, change.before, change.widthBefore);
          assertThat(other.after).isEqualTo(change.after);
        });
  }

  /**
   * The targets of shared measurements: 1.02 of the minimum from 10 members and 200 replicas on.
   */
  @ParameterizedTest
  @CsvSource({"10, 1", "10, 3", "50, 1", "50, 3", "100, 3"})
  void a_join_a_leave_and_a_new_weight_move_little_more_than_they_must(int count, int zones) {
    int partitions = 8192;
    List<WeightedSeat> members = Rings.mixed(count, zones);
    int[] table = FoundingTable.of(members, partitions, 3);
    List<WeightedSeat> joined = Rings.mixed(count + 1, zones);
    List<WeightedSeat> left = members.subList(0, count - 1);
    List<WeightedSeat> weighed = new ArrayList<>(members);
    WeightedSeat first = members.get(0);
    weighed.set(0, new WeightedSeat(first.seat(), first.zone(), 2 * first.weight()));
    for (List<WeightedSeat> now : List.of(joined, left, weighed)) {
      Change change = new Change(now, 3, table, 3);
      assertThat(change.moved() / (double) change.leastMoved())
          .as("%d members in %d zones, now %d", count, zones, now.size())
          .isLessThanOrEqualTo(1.04);
      for (int p = 0; p < partitions; p++) {
        assertThat(change.entered(p).size()).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void rows_get_longer_and_shorter_with_the_members() {
    List<WeightedSeat> two = Rings.equal(2, 1);
    int[] table = FoundingTable.of(two, 16, 3);
    int[] three = PlacementStep.of(table, 2, Rings.equal(3, 1), 3);
    assertThat(three).hasSize(48);
    int[] again = PlacementStep.of(three, 3, two, 3);
    assertThat(again).hasSize(32);
    assertThat(new Change(two, 3, three, 3).moved()).isZero();
  }

  @Test
  void what_is_no_table_is_refused() {
    List<WeightedSeat> members = Rings.equal(3, 1);
    assertThatThrownBy(() -> PlacementStep.of(new int[] {0, 1}, 3, members, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PlacementStep.of(new int[0], 3, members, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PlacementStep.of(new int[] {0, 1, 2}, 3, List.of(), 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
