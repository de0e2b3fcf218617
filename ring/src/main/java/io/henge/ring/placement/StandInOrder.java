package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Who stands in for a partition's row, in order: the members outside the row by rendezvous, those
 * of zones that the row does not have before the others.
 *
 * <p>Computed per partition on demand in one hash per member; thread-safe.
 */
public final class StandInOrder {
  private final Candidates candidates;
  private final Rendezvous rendezvous;
  private final Map<Integer, Integer> candidateOfSeat = new HashMap<>();

  /** Throws IllegalArgumentException when there are no members, or one seat occurs twice. */
  public StandInOrder(Collection<WeightedSeat> members) {
    candidates = Candidates.of(members);
    rendezvous = new Rendezvous(candidates);
    for (int i = 0; i < candidates.count(); i++) {
      candidateOfSeat.put(candidates.seat(i), i);
    }
  }

  /** The seats of all members outside {@code row}, which holds seats of members. */
  public int[] of(int partition, int[] row) {
    boolean[] inRow = new boolean[candidates.count()];
    boolean[] zoneSeen = new boolean[candidates.zoneCount()];
    for (int seat : row) {
      int candidate = candidateOfSeat.get(seat);
      inRow[candidate] = true;
      zoneSeen[candidates.zoneOf(candidate)] = true;
    }
    int[] outside = Arrays.stream(rendezvous.order(partition)).filter(i -> !inRow[i]).toArray();
    IntStream unseenZones = Arrays.stream(outside).filter(i -> !zoneSeen[candidates.zoneOf(i)]);
    IntStream seenZones = Arrays.stream(outside).filter(i -> zoneSeen[candidates.zoneOf(i)]);
    return IntStream.concat(unseenZones, seenZones).map(candidates::seat).toArray();
  }
}
