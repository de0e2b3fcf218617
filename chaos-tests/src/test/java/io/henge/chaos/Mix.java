package io.henge.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a load consists of.
 *
 * @param keys how many keys there are of each kind of size
 * @param weights how often a write goes to a key of that kind, against the others
 * @param writers clients that write, 0 or more
 * @param readers clients that only read, 0 or more
 * @param deletePercent how many of the writes are deletes, 0 to 100
 */
record Mix(
    Map<SizeClass, Integer> keys,
    Map<SizeClass, Integer> weights,
    int writers,
    int readers,
    int deletePercent) {
  /** All sizes, mostly small. */
  static final Mix EVERYTHING =
      new Mix(
          Map.of(
              SizeClass.TINY,
              40,
              SizeClass.SMALL,
              80,
              SizeClass.EDGE,
              40,
              SizeClass.FILE,
              60,
              SizeClass.LARGE,
              12,
              SizeClass.HUGE,
              4),
          Map.of(
              SizeClass.TINY,
              40,
              SizeClass.SMALL,
              60,
              SizeClass.EDGE,
              40,
              SizeClass.FILE,
              40,
              SizeClass.LARGE,
              8,
              SizeClass.HUGE,
              1),
          20,
          3,
          12);

  /** Mostly files, none of them very large. */
  static final Mix FILES =
      new Mix(
          Map.of(SizeClass.SMALL, 40, SizeClass.EDGE, 60, SizeClass.FILE, 80, SizeClass.LARGE, 4),
          Map.of(SizeClass.SMALL, 20, SizeClass.EDGE, 40, SizeClass.FILE, 50, SizeClass.LARGE, 1),
          16,
          2,
          12);

  /** More bytes than a file system of 96 MiB has room for. */
  static final Mix TOO_MUCH =
      new Mix(
          Map.of(SizeClass.SMALL, 100, SizeClass.FILE, 500, SizeClass.LARGE, 10),
          Map.of(SizeClass.SMALL, 20, SizeClass.FILE, 75, SizeClass.LARGE, 5),
          12,
          3,
          5);

  /** Files that are only read. */
  static final Mix READ_FILES =
      new Mix(
          Map.of(SizeClass.FILE, 60, SizeClass.LARGE, 4),
          Map.of(SizeClass.FILE, 60, SizeClass.LARGE, 4),
          0,
          6,
          0);

  /** Small bodies that are only read. */
  static final Mix READ_SMALL =
      new Mix(
          Map.of(SizeClass.TINY, 40, SizeClass.SMALL, 200),
          Map.of(SizeClass.TINY, 1, SizeClass.SMALL, 5),
          0,
          4,
          0);

  /** A few clients that write, beside others that only read. */
  static final Mix BESIDE =
      new Mix(
          Map.of(SizeClass.SMALL, 20, SizeClass.FILE, 20),
          Map.of(SizeClass.SMALL, 1, SizeClass.FILE, 1),
          2,
          1,
          10);

  Mix {
    keys = Map.copyOf(keys);
    weights = Map.copyOf(weights);
    if (!keys.keySet().equals(weights.keySet()) || writers < 0 || readers < 0) {
      throw new IllegalArgumentException("no mix");
    }
  }

  /** The kind of a next write's key. */
  SizeClass draw(SplittableRandom random) {
    EnumMap<SizeClass, Integer> ordered = new EnumMap<>(weights);
    int left = random.nextInt(ordered.values().stream().mapToInt(Integer::intValue).sum());
    for (Map.Entry<SizeClass, Integer> entry : ordered.entrySet()) {
      left -= entry.getValue();
      if (left < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("the weights changed");
  }
}
