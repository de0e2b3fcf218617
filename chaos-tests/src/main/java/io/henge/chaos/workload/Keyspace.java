package io.henge.chaos.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The keys of one schedule, all below a prefix of its own. Few, so that clients meet at them.
 *
 * @param prefix of all; a bucket and more, of characters that need no escape
 */
record Keyspace(String prefix) {
  private static final int REGISTERS = 10;
  private static final int COUNTERS = 2;
  private static final int LARGE = 2;

  String register(SplittableRandom dice) {
    return prefix + "register/" + dice.nextInt(REGISTERS);
  }

  /** Written only by those who have just read it, and send what came with it. */
  String counter(SplittableRandom dice) {
    return prefix + "counter/" + dice.nextInt(COUNTERS);
  }

  /** Of bodies that are files. */
  String large(SplittableRandom dice) {
    return prefix + "large/" + dice.nextInt(LARGE);
  }

  /** Of what is added once, and never changed. */
  String set() {
    return prefix + "set/";
  }

  /** All that are not of the set. */
  List<String> fixed() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < REGISTERS; i++) {
      all.add(prefix + "register/" + i);
    }
    for (int i = 0; i < COUNTERS; i++) {
      all.add(prefix + "counter/" + i);
    }
    for (int i = 0; i < LARGE; i++) {
      all.add(prefix + "large/" + i);
    }
    return all;
  }
}
