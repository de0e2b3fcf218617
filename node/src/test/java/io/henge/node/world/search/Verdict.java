package io.henge.node.world.search;

import io.henge.contract.Judge;
import io.henge.node.world.SimulatedClock;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found not to hold in a world, by the judge of the contract and by those who look behind
 * the scenes.
 */
final class Verdict {
  private final SimulatedClock clock;
  private final List<String> violations = new ArrayList<>();
  private final Judge judge = new Judge(violation -> violated(violation.toString()));

  Verdict(SimulatedClock clock) {
    this.clock = clock;
  }

  Judge judge() {
    return judge;
  }

  /** Each begins with a moment and the letter of the invariant. */
  List<String> violations() {
    return violations;
  }

  /**
   * Something does not hold that the contract of a key does not speak of.
   *
   * @param what begins with the letter of the invariant
   */
  void violated(String what) {
    violations.add("at " + clock.nowMillis() + " ms: " + what);
  }
}
