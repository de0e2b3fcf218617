package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/**
 * The next assignment table of a ring whose members, weights or zones have changed, as a pure
 * function of the last table and the new members.
 *
 * <p>Everybody gets its exact quota ({@link Quotas}), and as little moves as can be found:
 *
 * <ol>
 *   <li>Whoever has left, and whoever breaks a zone's cap in a row, leaves its places vacant.
 *   <li>Vacancies go to the cheapest candidates that may enter and want more, the cost being
 *       weighted by how many replicas each wants.
 *   <li>Who holds too much gives to who holds too little, cheapest first; each partition is touched
 *       once.
 *   <li>What is left goes along {@link Chains}.
 *   <li>Rows are reordered by {@link PrimaryBalance}; no data moves by that.
 * </ol>
 *
 * <p>In one step no partition gets a second new member, beyond the filling of its vacancies. What
 * that leaves undone, which is rare, the next step does: a step on a table that is as it should be
 * is the identity.
 */
public final class PlacementStep {
  private static final int PRECISION_BITS = 20;

  /** So many candidates are looked at in the order of their costs, then the neediest are taken. */
  private static final int CHEAPEST_MAX = 64;

  private final Candidates candidates;
  private final Assignment assignment;
  private final int[] quota;
  private final Chains chains;

  private PlacementStep(Candidates candidates, int[] table, int width, int replicas) {
    this.candidates = candidates;
    FairShare shares = FairShare.of(candidates, table.length / width, replicas);
    assignment = new Assignment(candidates, width, shares.zoneCap(), table);
    quota = Quotas.of(candidates, shares, table.length, assignment.loads());
    assignment.dropWhatBreaksZones();
    chains = Chains.of(candidates, assignment);
  }

  /**
   * Takes one step.
   *
   * @param table the last one: seats, row after row, {@code width} to a row, the primary first
   * @param members the new ones; their seats may be others than those in the table
   * @param replicas how many members hold each partition; all of them when there are fewer
   * @return the next table, with min(replicas, members) seats to a row
   * @throws IllegalArgumentException when there are no members, one seat occurs twice, or the table
   *     is not made of such rows
   */
  public static int[] of(int[] table, int width, Collection<WeightedSeat> members, int replicas) {
    if (width < 1 || table.length == 0 || table.length % width != 0 || replicas < 1) {
      throw new IllegalArgumentException(
          "no table of rows of " + width + ": " + table.length + " seats");
    }
    Candidates candidates = Candidates.of(members);
    int newWidth = Math.min(replicas, candidates.count());
    int[] kept = kept(candidates, table, width, newWidth);
    PlacementStep step = new PlacementStep(candidates, kept, newWidth, replicas);
    step.fillVacancies();
    step.level();
    step.passOnTheRest();
    PrimaryBalance.balance(candidates, step.assignment.table(), newWidth);
    return Arrays.stream(step.assignment.table()).map(candidates::seat).toArray();
  }

  /** The table with vacancies where nobody is any more; where rows get shorter, closed up. */
  private static int[] kept(Candidates candidates, int[] table, int width, int newWidth) {
    int rows = table.length / width;
    int[] kept = new int[rows * newWidth];
    Arrays.fill(kept, Assignment.VACANT);
    for (int row = 0; row < rows; row++) {
      int next = row * newWidth;
      for (int column = 0; column < width; column++) {
        int candidate = candidates.indexOf(table[row * width + column]);
        boolean isClosedUp = newWidth < width;
        if (candidate != Assignment.VACANT) {
          kept[isClosedUp ? next++ : row * newWidth + column] = candidate;
        }
      }
    }
    return kept;
  }

  private int wanted(int candidate) {
    return quota[candidate] - assignment.load(candidate);
  }

  private boolean wantsMore(int candidate) {
    return wanted(candidate) > 0;
  }

  private IntStream all() {
    return IntStream.range(0, candidates.count());
  }

  private long cost(int partition, int candidate, int weight) {
    long hash = Rendezvous.pairHash(partition, candidates.seat(candidate));
    return (NegativeLog2.of(hash) << PRECISION_BITS) / weight;
  }

  private void fillVacancies() {
    int[] receivers = all().filter(this::wantsMore).toArray();
    int[] weights = Arrays.stream(receivers).map(this::wanted).toArray();
    if (receivers.length == 0) {
      return;
    }
    int[] open =
        Arrays.stream(
                Rendezvous.hashedOrder(
                    assignment.partitions(), Mix64.GAMMA, FoundingTable.ORDER_SALT))
            .filter(assignment::hasVacancy)
            .toArray();
    for (int partition : open) {
      fillCheaply(partition, receivers, weights);
    }
    for (int partition : open) {
      while (assignment.hasVacancy(partition)) {
        fillAnyhow(partition, receivers);
      }
    }
  }

  private void fillCheaply(int partition, int[] receivers, int[] weights) {
    long[] costs = new long[receivers.length];
    Arrays.setAll(costs, k -> cost(partition, receivers[k], weights[k]));
    int[] cheapest = LongOrder.of(costs).limit(CHEAPEST_MAX).map(k -> receivers[k]).toArray();
    for (int candidate : cheapest) {
      if (!assignment.hasVacancy(partition)) {
        return;
      }
      if (wantsMore(candidate) && assignment.mayEnter(partition, candidate, Assignment.VACANT)) {
        assignment.put(partition, candidate);
      }
    }
  }

  private void fillAnyhow(int partition, int[] receivers) {
    int neediest = Assignment.VACANT;
    for (int candidate : receivers) {
      if (wantsMore(candidate)
          && assignment.mayEnter(partition, candidate, Assignment.VACANT)
          && (neediest == Assignment.VACANT || isNeedier(candidate, neediest))) {
        neediest = candidate;
      }
    }
    if (neediest != Assignment.VACANT) {
      assignment.put(partition, neediest);
    } else if (!chains.fill(partition, this::wantsMore)) {
      assignment.put(partition, leastBurdened(partition));
    }
  }

  private boolean isNeedier(int one, int other) {
    return wanted(one) != wanted(other)
        ? wanted(one) > wanted(other)
        : Long.compareUnsigned(candidates.seed(one), candidates.seed(other)) > 0;
  }

  /** Over its quota, for once, and in a full zone if need be: a vacancy is worse. */
  private int leastBurdened(int partition) {
    int best = Assignment.VACANT;
    for (int candidate = 0; candidate < candidates.count(); candidate++) {
      if (!assignment.holds(partition, candidate)
          && (best == Assignment.VACANT || isBetter(partition, candidate, best))) {
        best = candidate;
      }
    }
    return best;
  }

  private boolean isBetter(int partition, int one, int other) {
    boolean oneMay = assignment.mayEnter(partition, one, Assignment.VACANT);
    if (oneMay != assignment.mayEnter(partition, other, Assignment.VACANT)) {
      return oneMay;
    }
    long left = (long) assignment.load(one) * candidates.weight(other);
    long right = (long) assignment.load(other) * candidates.weight(one);
    return left != right
        ? left < right
        : Long.compareUnsigned(candidates.seed(one), candidates.seed(other)) < 0;
  }

  /** From those above their quotas to those below, in one sweep over what it would cost. */
  private void level() {
    int[] receivers = all().filter(this::wantsMore).toArray();
    boolean[] gives = new boolean[candidates.count()];
    all().filter(i -> wanted(i) < 0).forEach(i -> gives[i] = true);
    int left = Arrays.stream(receivers).map(this::wanted).sum();
    Offers offers = new Offers();
    for (int receiver : receivers) {
      int weight = wanted(receiver);
      for (int partition = 0; partition < assignment.partitions(); partition++) {
        if (!assignment.isTouched(partition) && giver(partition, receiver, gives) >= 0) {
          offers.add(cost(partition, receiver, weight), partition, receiver);
        }
      }
    }
    for (int offer : offers.inOrder()) {
      if (left == 0) {
        return;
      }
      int partition = offers.partition(offer);
      int receiver = offers.receiver(offer);
      if (assignment.isTouched(partition) || !wantsMore(receiver)) {
        continue;
      }
      int giver = giver(partition, receiver, null);
      if (giver >= 0) {
        assignment.swap(partition, giver, receiver);
        left--;
      }
    }
  }

  /**
   * The lowest candidate of the row that has too much and whose place the receiver may take.
   *
   * @param gives who has too much; null for whoever has at this moment
   */
  private int giver(int partition, int receiver, boolean[] gives) {
    int lowest = Assignment.VACANT;
    if (assignment.holds(partition, receiver)) {
      return lowest;
    }
    for (int column = 0; column < assignment.width(); column++) {
      int holder = assignment.holder(partition, column);
      boolean hasTooMuch =
          holder != Assignment.VACANT && (gives == null ? wanted(holder) < 0 : gives[holder]);
      if (hasTooMuch
          && (lowest == Assignment.VACANT || holder < lowest)
          && assignment.mayEnter(partition, receiver, holder)) {
        lowest = holder;
      }
    }
    return lowest;
  }

  private void passOnTheRest() {
    int[] burdened = Chains.bySeed(candidates).filter(i -> wanted(i) < 0).toArray();
    for (int candidate : burdened) {
      boolean goesOn = true;
      while (goesOn && wanted(candidate) < 0) {
        goesOn = chains.passOn(candidate, this::wantsMore);
      }
    }
  }
}
