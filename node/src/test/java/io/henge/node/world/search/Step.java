package io.henge.node.world.search;

/**
 * One thing that is to happen.
 *
 * @param pauseMillis how long after the step before, 0 or more
 * @param verb what it is
 * @param node where, counted from 0; taken modulo what there is
 * @param key of which key, likewise
 * @param dice decides what else is left open
 */
record Step(long pauseMillis, Verb verb, int node, int key, int dice) {
  /** A number from 0 to {@code bound - 1} that this step always draws, another for each purpose. */
  int draw(int purpose, int bound) {
    int mixed = (dice + purpose * 0x9E3779B9) * 0x85EBCA6B;
    mixed ^= mixed >>> 15;
    return Math.floorMod(mixed * 0xC2B2AE35, bound);
  }

  String text() {
    return pauseMillis + " " + verb + " " + node + " " + key + " " + dice;
  }

  static Step parse(String text) {
    String[] parts = text.split(" ", -1);
    return new Step(
        Long.parseLong(parts[0]),
        Verb.valueOf(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        Integer.parseInt(parts[4]));
  }
}
