package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Reorders rows so that everybody is the primary of its fair part of the partitions it holds: the
 * floor or the ceiling of its load over the width of a row. No data moves.
 *
 * <p>One pass in hashed order swaps a primary that has too many with a row mate that has too few.
 * What is left is settled along chains of such swaps, found breadth first from each candidate that
 * still has too many.
 */
final class PrimaryBalance {
  private static final long ORDER_SALT = 777;

  private final Candidates candidates;
  private final int[] table;
  private final int width;
  private final int[] order;
  private final int[] target;
  private final int[] primaries;

  private PrimaryBalance(Candidates candidates, int[] table, int width) {
    this.candidates = candidates;
    this.table = table;
    this.width = width;
    order = Rendezvous.hashedOrder(table.length / width, 1, ORDER_SALT);
    target = targets(candidates, table, width);
    primaries = new int[candidates.count()];
    for (int first = 0; first < table.length; first += width) {
      primaries[table[first]]++;
    }
  }

  /** Reorders the rows of {@code table}, which holds candidates, in place. */
  static void balance(Candidates candidates, int[] table, int width) {
    PrimaryBalance balance = new PrimaryBalance(candidates, table, width);
    balance.swapWithinRows();
    balance.swapAlongChains();
  }

  private static int[] targets(Candidates candidates, int[] table, int width) {
    int[] load = new int[candidates.count()];
    for (int candidate : table) {
      load[candidate]++;
    }
    int[] target = Arrays.stream(load).map(l -> l / width).toArray();
    int spare = table.length / width - Arrays.stream(target).sum();
    Comparator<Integer> largestRemainder = Comparator.comparing(i -> -(load[i] % width));
    IntStream.range(0, load.length)
        .filter(i -> load[i] % width != 0)
        .boxed()
        .sorted(largestRemainder.thenComparing(candidates::seed, Long::compareUnsigned))
        .limit(spare)
        .forEach(i -> target[i]++);
    return target;
  }

  private int surplus(int candidate) {
    return primaries[candidate] - target[candidate];
  }

  private void swapWithinRows() {
    for (int partition : order) {
      int first = partition * width;
      if (surplus(table[first]) > 0) {
        int neediest = neediestFollower(first);
        if (neediest >= 0 && surplus(table[neediest]) < 0) {
          makePrimary(partition, table[neediest]);
        }
      }
    }
  }

  /** The index in the table of the row's follower with the least surplus, or -1 without any. */
  private int neediestFollower(int first) {
    int neediest = -1;
    for (int k = first + 1; k < first + width; k++) {
      if (neediest < 0 || needier(table[k], table[neediest])) {
        neediest = k;
      }
    }
    return neediest;
  }

  private boolean needier(int a, int b) {
    return surplus(a) != surplus(b)
        ? surplus(a) < surplus(b)
        : Long.compareUnsigned(candidates.seed(a), candidates.seed(b)) < 0;
  }

  private void makePrimary(int partition, int follower) {
    int first = partition * width;
    int column = first + 1;
    while (table[column] != follower) {
      column++;
    }
    int primary = table[first];
    table[first] = follower;
    table[column] = primary;
    primaries[primary]--;
    primaries[follower]++;
  }

  private void swapAlongChains() {
    int[] over =
        IntStream.range(0, primaries.length)
            .filter(i -> surplus(i) > 0)
            .boxed()
            .sorted(Comparator.comparing(candidates::seed, Long::compareUnsigned))
            .mapToInt(Integer::intValue)
            .toArray();
    if (over.length == 0) {
      return;
    }
    PrimaryLists lists = new PrimaryLists(candidates.count());
    for (int partition : order) {
      lists.append(table[partition * width], partition);
    }
    for (int start : over) {
      while (surplus(start) > 0) {
        Chain chain = new Chain(candidates.count(), start);
        int end = findNeedy(chain, lists);
        if (end < 0) {
          break; // the row mates of its row mates are all served: nothing can be passed on
        }
        apply(chain, end, lists);
      }
    }
  }

  private int findNeedy(Chain chain, PrimaryLists lists) {
    while (chain.hasNext()) {
      int from = chain.next();
      for (int k = 0; k < lists.size(from); k++) {
        int partition = lists.get(from, k);
        for (int c = partition * width + 1; c < (partition + 1) * width; c++) {
          if (chain.reach(table[c], from, partition) && surplus(table[c]) < 0) {
            return table[c];
          }
        }
      }
    }
    return -1;
  }

  private void apply(Chain chain, int end, PrimaryLists lists) {
    for (int to = end; to != chain.start; to = chain.cameFrom[to]) {
      int partition = chain.cameBy[to];
      makePrimary(partition, to);
      lists.remove(chain.cameFrom[to], partition);
      lists.append(to, partition);
    }
  }

  /** A breadth-first search over candidates: who was reached from whom, and by which partition. */
  private static final class Chain {
    private static final int UNREACHED = -1;

    private final int start;
    private final int[] cameFrom;
    private final int[] cameBy;
    private final int[] queue;
    private int head;
    private int tail;

    Chain(int candidates, int start) {
      this.start = start;
      cameFrom = new int[candidates];
      Arrays.fill(cameFrom, UNREACHED);
      cameBy = new int[candidates];
      queue = new int[candidates];
      reach(start, start, UNREACHED);
    }

    /** Whether there is anybody left to search from, and anybody left to find. */
    boolean hasNext() {
      return head < tail && tail < queue.length;
    }

    int next() {
      return queue[head++];
    }

    /** Notes the way to a candidate and queues it; false when it had been reached before. */
    boolean reach(int candidate, int from, int partition) {
      if (cameFrom[candidate] != UNREACHED) {
        return false;
      }
      cameFrom[candidate] = from;
      cameBy[candidate] = partition;
      queue[tail++] = candidate;
      return true;
    }
  }

  /** The partitions that each candidate is the primary of, in the order in which it got them. */
  private static final class PrimaryLists {
    private final int[][] partitions;
    private final int[] sizes;

    PrimaryLists(int candidates) {
      partitions = new int[candidates][8];
      sizes = new int[candidates];
    }

    int size(int candidate) {
      return sizes[candidate];
    }

    int get(int candidate, int index) {
      return partitions[candidate][index];
    }

    void append(int candidate, int partition) {
      int[] list = partitions[candidate];
      if (sizes[candidate] == list.length) {
        list = Arrays.copyOf(list, 2 * list.length);
        partitions[candidate] = list;
      }
      list[sizes[candidate]++] = partition;
    }

    void remove(int candidate, int partition) {
      int[] list = partitions[candidate];
      int index = 0;
      while (list[index] != partition) {
        index++;
      }
      System.arraycopy(list, index + 1, list, index, sizes[candidate] - index - 1);
      sizes[candidate]--;
    }
  }
}
