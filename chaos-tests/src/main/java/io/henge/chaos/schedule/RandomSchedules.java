package io.henge.chaos.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws schedules. Each has a mood: mostly some faults that overlap; sometimes one after the other
 * on all nodes; sometimes a storm of many at once. Of all kinds a third is left out of each, others
 * each time, since fewer kinds can do more harm together.
 */
public final class RandomSchedules {
  private static final long LASTS_MILLIS = 20_000;

  /** Faults begin when clients have something to lose, and end while they still look. */
  private static final long FIRST_MILLIS = 1_500;

  private static final long LAST_END_MILLIS = 18_000;
  private static final long SHORTEST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 9_000;

  private static final Set<FaultKind> LOSSES = Set.of(FaultKind.BIT_ROT, FaultKind.DISK_LOST);

  private final int nodes;
  private final List<FaultKind> possible;

  /**
   * @param possible the kinds to draw from
   */
  public RandomSchedules(int nodes, Set<FaultKind> possible) {
    if (possible.isEmpty()) {
      throw new IllegalArgumentException("no fault is possible");
    }
    this.nodes = nodes;
    this.possible = possible.stream().filter(kind -> kind.nodesMin() <= nodes).sorted().toList();
  }

  /** The schedule of a seed. */
  public Schedule of(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    List<FaultKind> kinds = someOf(possible, dice, Math.max(2, possible.size() * 2 / 3));
    int mood = dice.nextInt(10);
    List<Step> steps =
        mood < 6
            ? overlapping(kinds, dice, 2 + dice.nextInt(3))
            : mood < 8 ? overlapping(kinds, dice, 6 + dice.nextInt(4)) : swizzled(kinds, dice);
    return new Schedule("random-" + seed, seed, nodes, LASTS_MILLIS, withOneLoss(steps));
  }

  /** The first two share some time for certain. */
  private List<Step> overlapping(List<FaultKind> kinds, SplittableRandom dice, int count) {
    List<Step> steps = new ArrayList<>();
    long meeting = dice.nextLong(FIRST_MILLIS + SHORTEST_MILLIS, LAST_END_MILLIS - 2_000);
    for (int i = 0; i < count; i++) {
      long begin;
      long end;
      if (i < 2) {
        begin = dice.nextLong(Math.max(FIRST_MILLIS, meeting - LONGEST_MILLIS / 2), meeting - 500);
        end = dice.nextLong(meeting + 500, Math.min(LAST_END_MILLIS, begin + LONGEST_MILLIS) + 501);
      } else {
        begin = dice.nextLong(FIRST_MILLIS, LAST_END_MILLIS - SHORTEST_MILLIS);
        end = Math.min(LAST_END_MILLIS, begin + dice.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS));
      }
      steps.add(step(kinds.get(dice.nextInt(kinds.size())), begin, end - begin, dice));
    }
    return steps;
  }

  /** The same fault of two kinds comes to one node after the other, and they leave in any order. */
  private List<Step> swizzled(List<FaultKind> kinds, SplittableRandom dice) {
    List<Step> steps = new ArrayList<>();
    FaultKind one = kinds.get(dice.nextInt(kinds.size()));
    FaultKind other = kinds.get(dice.nextInt(kinds.size()));
    List<Integer> order = shuffled(dice);
    for (int i = 0; i < nodes; i++) {
      long begin = FIRST_MILLIS + i * 2_000L + dice.nextLong(1_000);
      long end = Math.min(LAST_END_MILLIS, begin + dice.nextLong(2_000, LONGEST_MILLIS));
      FaultKind kind = i % 2 == 0 ? one : other;
      steps.add(new Step(begin, end - begin, kind, List.of(order.get(i)), dice.nextLong()));
    }
    return steps;
  }

  /** Only one node loses what it has: of two copies out of three that are lost, no store knows. */
  private static List<Step> withOneLoss(List<Step> drawn) {
    List<Step> kept = new ArrayList<>();
    for (Step step : drawn) {
      if (!LOSSES.contains(step.kind())) {
        kept.add(step);
      } else {
        boolean isFirst = kept.stream().noneMatch(other -> LOSSES.contains(other.kind()));
        FaultKind kind = isFirst ? step.kind() : FaultKind.KILL;
        List<Integer> one = step.nodes().subList(0, 1);
        kept.add(new Step(step.atMillis(), step.forMillis(), kind, one, step.draw()));
      }
    }
    return kept;
  }

  private Step step(FaultKind kind, long at, long lasts, SplittableRandom dice) {
    return new Step(at, lasts, kind, victims(kind, dice), dice.nextLong());
  }

  private List<Integer> victims(FaultKind kind, SplittableRandom dice) {
    List<Integer> order = shuffled(dice);
    int count =
        switch (kind) {
          case KILL_TOGETHER, POWER_CUT_TOGETHER -> 2 + dice.nextInt(nodes - 1);
          case HALVES, BRIDGE -> nodes / 2;
          case ROLLING_RESTART, MAJORITIES_RING, SWIZZLE -> nodes;
          case CLIENTS_CUT -> 1 + dice.nextInt(nodes - 1);
          default -> 1 + (dice.nextInt(4) == 0 ? 1 : 0);
        };
    return order.subList(0, Math.min(count, nodes));
  }

  private List<Integer> shuffled(SplittableRandom dice) {
    List<Integer> all = new ArrayList<>();
    for (int node = 1; node <= nodes; node++) {
      all.add(node);
    }
    Collections.shuffle(all, new Random(dice.nextLong()));
    return all;
  }

  private static List<FaultKind> someOf(List<FaultKind> all, SplittableRandom dice, int count) {
    List<FaultKind> mixed = new ArrayList<>(all);
    Collections.shuffle(mixed, new Random(dice.nextLong()));
    return mixed.subList(0, Math.min(count, mixed.size()));
  }
}
