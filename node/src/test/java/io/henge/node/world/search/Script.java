package io.henge.node.world.search;

import java.util.ArrayList;
import java.util.List;

/**
 * All that is to happen in one world. What chance decides beyond it follows from the seed, so a
 * script always plays the same.
 *
 * @param seed of the world
 * @param nodes how many, 3 to 7
 * @param keys how many, 1 to 5
 * @param steps what happens, in this order
 */
record Script(long seed, int nodes, int keys, List<Step> steps) {
  private static final String TITLE = "henge-world 1";

  Script {
    steps = List.copyOf(steps);
  }

  /** Whether nodes forget what was deleted soon, and clients leave the keys alone now and then. */
  boolean isForgetful() {
    return isForgetful(seed);
  }

  /** Whether the ring changes; such a world has nodes that are no members at first. */
  boolean isChanging() {
    return isChanging(seed);
  }

  static boolean isChanging(long seed) {
    return Math.floorMod(seed, 2L) == 0;
  }

  static boolean isForgetful(long seed) {
    return Math.floorMod(seed / 3, 3L) > 0;
  }

  /** The same world with other steps. */
  Script with(List<Step> others) {
    return new Script(seed, nodes, keys, others);
  }

  /** As it stands in a file. */
  String text() {
    List<String> lines = new ArrayList<>(List.of(TITLE, seed + " " + nodes + " " + keys));
    steps.forEach(step -> lines.add(step.text()));
    return String.join("\n", lines) + "\n";
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Script parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2 || !lines.get(0).equals(TITLE)) {
      throw new IllegalArgumentException("not a script: it does not begin with " + TITLE);
    }
    String[] setting = lines.get(1).split(" ", -1);
    return new Script(
        Long.parseLong(setting[0]),
        Integer.parseInt(setting[1]),
        Integer.parseInt(setting[2]),
        lines.subList(2, lines.size()).stream().map(Step::parse).toList());
  }
}
