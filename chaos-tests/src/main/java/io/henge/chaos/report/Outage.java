package io.henge.chaos.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A time without good service. It begins with a second of which less than 99.9 % were served, and
 * is over with the first of five good ones in a row. Seconds in which nothing was begun say
 * nothing.
 *
 * @param fromSecond the first bad second, counted from 0
 * @param toSecond the first good one after it; empty when it was not over when the load was
 */
record Outage(int fromSecond, OptionalInt toSecond) {
  private static final double GOOD = 0.999;
  private static final int GOOD_SECONDS = 5;

  /** The one of a history that took longest, and of such the first. */
  static Optional<Outage> longest(List<Buckets.Bucket> seconds) {
    Optional<Outage> longest = Optional.empty();
    int at = 0;
    while (at < seconds.size()) {
      if (isGood(seconds.get(at))) {
        at++;
        continue;
      }
      Outage outage = new Outage(at, end(seconds, at));
      int took = outage.toSecond.orElse(seconds.size()) - at;
      if (took > longest.map(it -> it.toSecond.orElse(seconds.size()) - it.fromSecond).orElse(0)) {
        longest = Optional.of(outage);
      }
      at = outage.toSecond.orElse(seconds.size());
    }
    return longest;
  }

  private static OptionalInt end(List<Buckets.Bucket> seconds, int from) {
    int good = 0;
    int firstGood = from;
    for (int at = from; at < seconds.size(); at++) {
      Buckets.Bucket second = seconds.get(at);
      if (!isGood(second)) {
        good = 0;
      } else if (second.count() > 0) {
        firstGood = good == 0 ? at : firstGood;
        good++;
      }
      if (good == GOOD_SECONDS) {
        return OptionalInt.of(firstGood);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isGood(Buckets.Bucket second) {
    return second.served().ratio() >= GOOD;
  }

  @Override
  public String toString() {
    return toSecond.isPresent()
        ? "%d s, from %d s on".formatted(toSecond.getAsInt() - fromSecond, fromSecond)
        : "not before the load ended, from %d s on".formatted(fromSecond);
  }
}
