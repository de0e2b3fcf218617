package io.henge.ring.placement;

import io.henge.ring.TestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Sets of members for tests. */
final class Rings {
  private Rings() {}

  static List<WeightedSeat> read(TestJson members) {
    return members.items().stream()
        .map(m -> new WeightedSeat(m.integer("id"), m.integer("zone"), m.integer("weight")))
        .toList();
  }

  /** Members 0..count-1 in turn over the zones, of weights 1, 2 and 4 mixed. */
  static List<WeightedSeat> mixed(int count, int zones) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> new WeightedSeat(i, i % zones, 1 << ((i / zones + i) % 3)))
        .toList();
  }

  static List<WeightedSeat> equal(int count, int zones) {
    return mixed(count, zones).stream().map(s -> new WeightedSeat(s.seat(), s.zone(), 1)).toList();
  }

  /** Between 1 and 40 members on scattered seats, in 1 to 8 zones, with any weights. */
  static List<WeightedSeat> random(SplittableRandom random) {
    int count = random.nextInt(1, 41);
    int zones = random.nextInt(1, 9);
    int weightBound = new int[] {2, 5, 100, WeightedSeat.WEIGHT_MAX + 1}[random.nextInt(4)];
    List<WeightedSeat> members = new ArrayList<>();
    int seat = 0;
    for (int i = 0; i < count; i++) {
      seat += random.nextInt(1, 10);
      members.add(
          new WeightedSeat(seat, 3 * random.nextInt(zones), random.nextInt(1, weightBound)));
    }
    return members;
  }
}
