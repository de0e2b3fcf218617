package io.henge.chaos.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing schedule smaller: leaves faults out as long as it still fails. The method is
 * Zeller's delta debugging (ddmin), with complements alone.
 */
public final class Shrinker {
  private final Predicate<Schedule> fails;
  private final int runsMax;
  private int runs;

  /**
   * @param fails runs a schedule
   * @param runsMax how often it may be run
   */
  public Shrinker(Predicate<Schedule> fails, int runsMax) {
    this.fails = fails;
    this.runsMax = runsMax;
  }

  /** The smallest one that was seen to fail. */
  public Schedule shrink(Schedule failing) {
    Schedule smallest = failing;
    int parts = 2;
    while (smallest.steps().size() >= 2 && runs < runsMax) {
      List<Step> steps = smallest.steps();
      int size = Math.max(1, steps.size() / parts);
      boolean isSmaller = false;
      for (int from = 0; from < steps.size() && runs < runsMax && !isSmaller; from += size) {
        List<Step> rest = new ArrayList<>(steps.subList(0, from));
        rest.addAll(steps.subList(Math.min(steps.size(), from + size), steps.size()));
        Schedule tried = smallest.with(rest);
        runs++;
        if (fails.test(tried)) {
          smallest = tried;
          isSmaller = true;
        }
      }
      if (!isSmaller && size == 1) {
        return smallest;
      }
      parts = isSmaller ? 2 : Math.min(steps.size(), parts * 2);
    }
    return smallest;
  }
}
