package io.henge.node.world.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a failing script short: leaves out ever smaller runs of steps as long as an invariant of
 * the same letter is still broken (delta debugging: Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", 2002). Bounded in the number of plays.
 */
final class Shrinker {
  private static final int PLAYS_MAX = 1_500;

  private final char letter;
  private Script best;
  private int plays;

  private Shrinker(Script script, char letter) {
    this.best = script;
    this.letter = letter;
  }

  /** A script, as short as could be found, that breaks the invariant that was broken first. */
  static Script shrink(Script failing, List<String> violations) {
    return new Shrinker(failing, letterOf(violations.get(0))).shrink();
  }

  private Script shrink() {
    int run = Math.max(1, best.steps().size() / 2);
    while (plays < PLAYS_MAX) {
      boolean isShorter = leaveOutRunsOf(run);
      if (run == 1 && !isShorter) {
        return best;
      }
      run = isShorter ? run : Math.max(1, run / 2);
    }
    return best;
  }

  /** Goes over the steps once; whether anything could be left out. */
  private boolean leaveOutRunsOf(int run) {
    boolean isShorter = false;
    for (int from = 0; from < best.steps().size() && plays < PLAYS_MAX; ) {
      List<Step> rest = new ArrayList<>(best.steps());
      rest.subList(from, Math.min(rest.size(), from + run)).clear();
      Script shorter = best.with(rest);
      if (stillFails(shorter)) {
        best = shorter;
        isShorter = true;
      } else {
        from += run;
      }
    }
    return isShorter;
  }

  private boolean stillFails(Script script) {
    plays++;
    return Play.of(script).violations().stream().anyMatch(found -> letterOf(found) == letter);
  }

  /** The letter of the invariant, behind the time; other notes have a letter of their own kind. */
  private static char letterOf(String violation) {
    String text = violation.replaceFirst("^at \\d+ ms: ", "");
    return text.isEmpty() ? ' ' : text.charAt(0);
  }
}
