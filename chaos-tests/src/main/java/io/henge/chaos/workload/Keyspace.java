package io.henge.chaos.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The keys of one schedule, all below a prefix of its own. Few, so that clients meet at them. A
 * write without a context whose fate is unknown may have replaced anything, and excuses whatever is
 * missing; so there are keys with none of them, keys with them and without deletes, and keys where
 * all is done.
 *
 * @param prefix of all; a bucket and more, of characters that need no escape
 */
record Keyspace(String prefix) {
  private static final int EACH = 3;

  /** Every write has a context, nothing is deleted. */
  String linked(SplittableRandom dice) {
    return prefix + "linked/" + dice.nextInt(EACH);
  }

  /** Most writes have none, nothing is deleted. */
  String blind(SplittableRandom dice) {
    return prefix + "blind/" + dice.nextInt(EACH);
  }

  /** All is done. */
  String wild(SplittableRandom dice) {
    return prefix + "wild/" + dice.nextInt(EACH);
  }

  /** Any of these. */
  String any(SplittableRandom dice) {
    return switch (dice.nextInt(3)) {
      case 0 -> linked(dice);
      case 1 -> blind(dice);
      default -> wild(dice);
    };
  }

  /** Written by one client alone, each time over what it wrote before. */
  String journal(int client) {
    return prefix + "journal/" + client;
  }

  /** Of bodies that are files. */
  String large(SplittableRandom dice) {
    return prefix + "large/" + dice.nextInt(EACH);
  }

  /** Of what is added once, and never changed. */
  String set() {
    return prefix + "set/";
  }

  /** Written when all is healed, at one node. */
  String healed(int node) {
    return prefix + "healed/" + node;
  }

  /** Below which the keys are, each below one. */
  List<String> prefixes() {
    return Stream.of("linked/", "blind/", "wild/", "large/", "journal/", "healed/", "set/")
        .map(kind -> prefix + kind)
        .toList();
  }

  /** One of them: of keys that are added, written over, or deleted and written again. */
  String listed(SplittableRandom dice) {
    return switch (dice.nextInt(4)) {
      case 0 -> prefix + "linked/";
      case 1 -> prefix + "wild/";
      default -> set();
    };
  }

  /** All that are not of the set. */
  List<String> fixed(int clients) {
    List<String> all = new ArrayList<>();
    for (String kind : List.of("linked/", "blind/", "wild/", "large/")) {
      for (int i = 0; i < EACH; i++) {
        all.add(prefix + kind + i);
      }
    }
    for (int client = 1; client <= clients; client++) {
      all.add(journal(client));
    }
    return all;
  }
}
