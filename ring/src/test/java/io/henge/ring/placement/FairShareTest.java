package io.henge.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairShareTest {
  @Test
  void shares_follow_weights_where_nobody_meets_a_limit() {
    assertThat(shares(30, 2, weights(0, 1, 2, 3, 4)))
        .containsExactly(new Ratio(6, 1), new Ratio(12, 1), new Ratio(18, 1), new Ratio(24, 1));
  }

  @Test
  void nobody_holds_a_partition_twice() {
    assertThat(shares(10, 2, weights(0, 100, 1, 1)))
        .containsExactly(new Ratio(10, 1), new Ratio(5, 1), new Ratio(5, 1));
  }

  @Test
  void a_zone_holds_each_partition_once_when_there_are_enough_zones() {
    List<WeightedSeat> members =
        List.of(
            new WeightedSeat(0, 0, 3),
            new WeightedSeat(1, 0, 6),
            new WeightedSeat(2, 1, 1),
            new WeightedSeat(3, 2, 1));
    assertThat(shares(16, 2, members))
        .containsExactly(new Ratio(16, 3), new Ratio(32, 3), new Ratio(8, 1), new Ratio(8, 1));
  }

  @Test
  void a_small_zone_raises_the_cap_of_the_others() {
    List<WeightedSeat> members =
        List.of(
            new WeightedSeat(0, 0, 1),
            new WeightedSeat(1, 1, 1),
            new WeightedSeat(2, 1, 1),
            new WeightedSeat(3, 1, 1));
    assertThat(FairShare.of(Candidates.of(members), 8, 4).zoneCap()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shares_and_quotas_add_up_to_all_replicas(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      Candidates candidates = Candidates.of(Rings.random(random));
      int partitions = 1 << random.nextInt(17);
      int replicas = random.nextInt(1, 6);
      int total = Math.min(replicas, candidates.count()) * partitions;
      int[] held = random.ints(candidates.count(), 0, partitions + 1).toArray();
      FairShare shares = FairShare.of(candidates, partitions, replicas);
      int[] quotas = Quotas.of(candidates, shares, total, held);
      assertThat(
              IntStream.range(0, candidates.count())
                  .mapToObj(shares::share)
                  .reduce(Ratio.ZERO, Ratio::plus))
          .as("seed %s, ring %s", seed, i)
          .isEqualTo(new Ratio(total, 1));
      assertThat(IntStream.of(quotas).sum()).as("seed %s, ring %s", seed, i).isEqualTo(total);
    }
  }

  @Test
  void whoever_holds_the_odd_replica_keeps_it() {
    Candidates candidates = Candidates.of(Rings.equal(3, 1));
    FairShare shares = FairShare.of(candidates, 16, 1);
    for (int holder = 0; holder < 3; holder++) {
      int[] held = {5, 5, 5};
      held[holder] = 6;
      assertThat(Quotas.of(candidates, shares, 16, held)).containsExactly(held);
    }
  }

  private static List<WeightedSeat> weights(int zone, int... weights) {
    return IntStream.range(0, weights.length)
        .mapToObj(i -> new WeightedSeat(i, zone, weights[i]))
        .toList();
  }

  private static List<Ratio> shares(int partitions, int replicas, List<WeightedSeat> members) {
    FairShare shares = FairShare.of(Candidates.of(members), partitions, replicas);
    return IntStream.range(0, members.size()).mapToObj(shares::share).toList();
  }
}
