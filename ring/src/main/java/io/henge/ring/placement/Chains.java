package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Chains of replacements through untouched partitions: a replica of the first candidate goes to the
 * second, one of the second to the third, and so on, so that only the ends change their load. Found
 * breadth first, so they are as short as can be (augmenting paths, Ford and Fulkerson 1956).
 *
 * <p>A row stays as it is until it is touched. So the partitions in which one candidate may take
 * the place of another are found once for each pair, and only drop out; then a chain costs as many
 * looks as there are pairs, however many partitions there are.
 */
final class Chains {
  private static final int[] NOT_LISTED = new int[0];

  private final Candidates candidates;
  private final Assignment assignment;
  private final int[] bySeed;
  private final int[][] held;

  /**
   * For each pair its partitions, the lowest hash first, and how many of them have dropped out.
   * Most steps need few pairs or none.
   */
  private final int[][][] hops;

  private final int[][] dropped;

  private Chains(Candidates candidates, Assignment assignment) {
    this.candidates = candidates;
    this.assignment = assignment;
    int count = candidates.count();
    bySeed = bySeed(candidates).toArray();
    held = new int[count][];
    hops = new int[count][][];
    dropped = new int[count][];
  }

  /** None has been looked for yet. */
  static Chains of(Candidates candidates, Assignment assignment) {
    return new Chains(candidates, assignment);
  }

  /** All candidates, by the unsigned order of their seeds. */
  static IntStream bySeed(Candidates candidates) {
    return IntStream.range(0, candidates.count())
        .boxed()
        .sorted(Comparator.comparing(candidates::seed, Long::compareUnsigned))
        .mapToInt(Integer::intValue);
  }

  /** Moves one replica of a candidate on to one that wants it; false if there is no way. */
  boolean passOn(int from, IntPredicate wants) {
    Search search = new Search(Assignment.VACANT);
    search.startAt(from);
    return search.run(wants) != Assignment.VACANT;
  }

  /** Gives a vacancy of a partition to some candidate that gets rid of another replica for it. */
  boolean fill(int partition, IntPredicate wants) {
    Search search = new Search(partition);
    Arrays.stream(bySeed)
        .filter(candidate -> assignment.mayEnter(partition, candidate, Assignment.VACANT))
        .forEach(search::startAt);
    int start = search.run(wants);
    if (start != Assignment.VACANT) {
      assignment.put(partition, start);
    }
    return start != Assignment.VACANT;
  }

  /** One search, breadth first: who was reached from whom, and by which partition. */
  private final class Search {
    private final int left;
    private final int[] cameFrom = new int[candidates.count()];
    private final int[] cameBy = new int[candidates.count()];
    private final boolean[] reached = new boolean[candidates.count()];
    private final int[] queue = new int[candidates.count()];
    private int tail;

    /**
     * A search.
     *
     * @param left a partition that no chain may lead through; VACANT if there is none
     */
    Search(int left) {
      this.left = left;
    }

    void startAt(int candidate) {
      reach(candidate, Assignment.VACANT, Assignment.VACANT);
    }

    private void reach(int candidate, int from, int by) {
      reached[candidate] = true;
      cameFrom[candidate] = from;
      cameBy[candidate] = by;
      queue[tail++] = candidate;
    }

    /** Carries the first chain out that is found; its start, or VACANT when there is none. */
    int run(IntPredicate wants) {
      for (int head = 0; head < tail; head++) {
        int at = queue[head];
        if (wants.test(at)) {
          return carryOut(at);
        }
        for (int next : bySeed) {
          int partition = reached[next] ? Assignment.VACANT : hop(at, next);
          if (partition != Assignment.VACANT) {
            reach(next, at, partition);
          }
        }
      }
      return Assignment.VACANT;
    }

    private int carryOut(int end) {
      int at = end;
      while (cameFrom[at] != Assignment.VACANT) {
        assignment.swap(cameBy[at], cameFrom[at], at);
        at = cameFrom[at];
      }
      return at;
    }

    /** The untouched partition of the lowest hash in which one may take the other's place. */
    private int hop(int leaving, int entering) {
      int[] list = untouched(leaving, entering);
      for (int k = dropped[leaving][entering]; k < list.length; k++) {
        if (!assignment.isTouched(list[k]) && !isOnChain(leaving, list[k])) {
          return list[k];
        }
      }
      return Assignment.VACANT;
    }

    /** Else two of a row would be replaced at once, each as if the other one stayed. */
    private boolean isOnChain(int end, int partition) {
      if (partition == left) {
        return true;
      }
      int at = end;
      while (cameFrom[at] != Assignment.VACANT && cameBy[at] != partition) {
        at = cameFrom[at];
      }
      return cameFrom[at] != Assignment.VACANT;
    }
  }

  /** The partitions of a pair; those at its beginning that were touched have dropped out. */
  private int[] untouched(int leaving, int entering) {
    if (hops[leaving] == null) {
      hops[leaving] = new int[candidates.count()][];
      dropped[leaving] = new int[candidates.count()];
    }
    if (hops[leaving][entering] == null) {
      hops[leaving][entering] = listed(leaving, entering);
    }
    int[] list = hops[leaving][entering];
    int first = dropped[leaving][entering];
    while (first < list.length && assignment.isTouched(list[first])) {
      first++;
    }
    dropped[leaving][entering] = first;
    return list;
  }

  private int[] listed(int leaving, int entering) {
    int[] found =
        Arrays.stream(heldBy(leaving))
            .filter(p -> !assignment.isTouched(p) && assignment.mayEnter(p, entering, leaving))
            .toArray();
    return found.length == 0 ? NOT_LISTED : inOrderOfHash(found, candidates.seat(entering));
  }

  private static int[] inOrderOfHash(int[] partitions, int seat) {
    long[] keys = new long[partitions.length];
    Arrays.setAll(keys, k -> Rendezvous.pairHash(partitions[k], seat) ^ Long.MIN_VALUE);
    return LongOrder.of(keys).map(k -> partitions[k]).toArray();
  }

  /** Which partitions a candidate holds that nobody has touched. */
  private int[] heldBy(int candidate) {
    if (held[candidate] == null) {
      held[candidate] =
          IntStream.range(0, assignment.partitions())
              .filter(p -> !assignment.isTouched(p) && assignment.holds(p, candidate))
              .toArray();
    }
    return held[candidate];
  }
}
