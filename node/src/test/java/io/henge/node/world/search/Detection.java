package io.henge.node.world.search;

/**
 * Looks for an unsound world within a {@link FaultyProgram}, and tells it in the words of the JDK.
 */
final class Detection {
  /** A fault that shows in none of so many worlds is not found. */
  private static final int WORLDS_MAX = 600;

  /** Enough to see that a fault which changes nothing is not found. */
  private static final int WORLDS_OF_CONTROL = 60;

  private Detection() {}

  /** The number of worlds until the first unsound one, a blank, and what was found; or null. */
  static String search() {
    return search(WORLDS_MAX);
  }

  /** The same in few worlds. */
  static String searchBriefly() {
    return search(WORLDS_OF_CONTROL);
  }

  private static String search(int worlds) {
    for (int seed = 0; seed < worlds; seed++) {
      Play.Outcome outcome = Play.of(ScriptWriter.write(seed));
      // A program that merely throws has not been judged.
      if (!outcome.isSound() && !outcome.violations().get(0).startsWith(Play.THROWN)) {
        return (seed + 1) + " " + outcome.violations().get(0);
      }
    }
    return null;
  }
}
