package io.henge.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundingTableTest {
  private static final int RINGS_PER_SEED = 100;

  /** One random ring and its table, read by seat. */
  private record Drawn(
      List<WeightedSeat> members, int replicas, List<List<Integer>> rows, String name) {
    static Drawn random(SplittableRandom random, long seed) {
      List<WeightedSeat> members = Rings.random(random);
      int partitions = 1 << random.nextInt(11);
      int replicas = random.nextInt(1, 6);
      String name = "seed " + seed + ": Q " + partitions + ", N " + replicas + ", " + members;
      int[] table = FoundingTable.of(members, partitions, replicas);
      int width = table.length / partitions;
      List<List<Integer>> rows =
          IntStream.range(0, partitions)
              .mapToObj(p -> IntStream.range(p * width, (p + 1) * width))
              .map(row -> row.mapToObj(k -> table[k]).toList())
              .toList();
      return new Drawn(members, replicas, rows, name);
    }

    int width() {
      return Math.min(replicas, members.size());
    }

    Map<Integer, Integer> zones() {
      Map<Integer, Integer> zones = new HashMap<>();
      members.forEach(m -> zones.put(m.seat(), m.zone()));
      return zones;
    }

    long load(int seat) {
      return rows.stream().filter(row -> row.contains(seat)).count();
    }

    long primaries(int seat) {
      return rows.stream().filter(row -> row.get(0) == seat).count();
    }
  }

  private interface Property {
    void check(Drawn drawn);
  }

  private static void forRandomRings(long seed, Property property) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < RINGS_PER_SEED; i++) {
      property.check(Drawn.random(random, seed));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_row_has_distinct_members_in_as_many_zones_as_the_cap_forces(long seed) {
    forRandomRings(
        seed,
        drawn -> {
          Map<Integer, Integer> zones = drawn.zones();
          long zoneCount = zones.values().stream().distinct().count();
          int cap =
              FairShare.of(Candidates.of(drawn.members()), drawn.rows().size(), drawn.replicas())
                  .zoneCap();
          for (List<Integer> row : drawn.rows()) {
            assertThat(zones.keySet()).as(drawn.name()).containsAll(row);
            assertThat(row).as(drawn.name()).hasSize(drawn.width()).doesNotHaveDuplicates();
            Map<Integer, Long> perZone =
                row.stream().collect(Collectors.groupingBy(zones::get, Collectors.counting()));
            assertThat(perZone.values())
                .as("row %s, %s", row, drawn.name())
                .allMatch(inZone -> inZone <= cap);
            // With four replicas in three zones a row may use two of them twice: 2 + 2.
            if (drawn.replicas() <= 3 || zoneCount >= drawn.replicas()) {
              assertThat(perZone)
                  .as("row %s, %s", row, drawn.name())
                  .hasSize((int) Math.min(drawn.width(), zoneCount));
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void everybody_holds_the_floor_or_the_ceiling_of_its_fair_share(long seed) {
    forRandomRings(
        seed,
        drawn -> {
          Candidates candidates = Candidates.of(drawn.members());
          FairShare shares = FairShare.of(candidates, drawn.rows().size(), drawn.replicas());
          for (int i = 0; i < candidates.count(); i++) {
            Ratio share = shares.share(i);
            long ceiling = share.floor() + (share.isWhole() ? 0 : 1);
            assertThat(drawn.load(candidates.seat(i)))
                .as("seat %s, %s", candidates.seat(i), drawn.name())
                .isBetween(share.floor(), ceiling);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void everybody_is_primary_of_its_part_of_what_it_holds(long seed) {
    forRandomRings(
        seed,
        drawn -> {
          // With next to nothing to hold, the few rows of a member may leave no choice.
          if (drawn.rows().size() * drawn.width() < 16 * drawn.members().size()) {
            return;
          }
          for (WeightedSeat member : drawn.members()) {
            long load = drawn.load(member.seat());
            long floor = load / drawn.width();
            assertThat(drawn.primaries(member.seat()))
                .as("seat %s, %s", member.seat(), drawn.name())
                .isBetween(floor, floor + (load % drawn.width() == 0 ? 0 : 1));
          }
        });
  }

  @Test
  void the_order_in_which_members_are_given_means_nothing() {
    List<WeightedSeat> members = Rings.mixed(9, 4);
    List<WeightedSeat> shuffled = new ArrayList<>(members);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(FoundingTable.of(shuffled, 256, 3))
        .containsExactly(FoundingTable.of(members, 256, 3));
  }

  @Test
  void with_no_more_members_than_replicas_everybody_holds_everything() {
    int[] table = FoundingTable.of(Rings.equal(2, 1), 8, 3);
    assertThat(table).hasSize(16);
    assertThat(IntStream.of(table).filter(seat -> seat == 0).count()).isEqualTo(8);
  }

  @Test
  void a_ring_without_members_or_with_one_seat_twice_is_refused() {
    assertThatThrownBy(() -> FoundingTable.of(List.of(), 8, 3))
        .isInstanceOf(IllegalArgumentException.class);
    List<WeightedSeat> twice = List.of(new WeightedSeat(4, 0, 1), new WeightedSeat(4, 1, 1));
    assertThatThrownBy(() -> FoundingTable.of(twice, 8, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seat 4");
  }
}
