package io.henge.bench;

import io.henge.ring.placement.FoundingTable;
import io.henge.ring.placement.PlacementStep;
import io.henge.ring.placement.WeightedSeat;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How even rings of different sizes are, and what a change of their members moves: the same figures
 * as in the description of the algorithm, of the code as it is.
 */
final class MovementTable {
  private static final int REPLICAS = 3;
  private static final int[] ZONES = {1, 3};

  private final PrintStream out;

  /** A size of ring, and how many partitions suit it. */
  private record Size(int members, int partitions) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(3, 1024),
          new Size(5, 1024),
          new Size(10, 4096),
          new Size(50, 4096),
          new Size(100, 16_384),
          new Size(1_000, 65_536));

  MovementTable(PrintStream out) {
    this.out = out;
  }

  /** Prints it, as a table of Markdown. */
  void print() {
    out.println(
        "| members | zones | Q | load max / min | zones crowded | join: moved / least, most per row "
            + "| leave | weight doubled |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (int zones : ZONES) {
      for (Size size : SIZES) {
        print(size, zones);
      }
    }
  }

  private void print(Size size, int zones) {
    List<WeightedSeat> members =
        IntStream.range(0, size.members()).mapToObj(number -> seat(number, zones)).toList();
    int[] table = FoundingTable.of(members, size.partitions(), REPLICAS);
    List<WeightedSeat> joined = new ArrayList<>(members);
    joined.add(seat(size.members(), zones));
    List<WeightedSeat> left = members.subList(0, size.members() - 1);
    List<WeightedSeat> weighted = new ArrayList<>(members);
    weighted.set(0, new WeightedSeat(0, 0, 2));
    out.printf(
        Locale.ROOT,
        "| %d | %d | %d | %s | %d | %s | %s | %s |%n",
        size.members(),
        zones,
        size.partitions(),
        balance(table, members),
        crowded(table, members, zones),
        moved(table, joined),
        left.size() < REPLICAS ? "-" : moved(table, left),
        moved(table, weighted));
  }

  private static WeightedSeat seat(int number, int zones) {
    return new WeightedSeat(number, number % zones, 1);
  }

  private static Map<Integer, Integer> loads(int[] table) {
    Map<Integer, Integer> loads = new HashMap<>();
    for (int seat : table) {
      loads.merge(seat, 1, Integer::sum);
    }
    return loads;
  }

  private static String balance(int[] table, List<WeightedSeat> members) {
    double mean = (double) table.length / members.size();
    Map<Integer, Integer> loads = loads(table);
    double most = loads.values().stream().mapToInt(load -> load).max().orElseThrow() / mean;
    double least = loads.values().stream().mapToInt(load -> load).min().orElseThrow() / mean;
    return "%.4f / %.4f".formatted(most, least);
  }

  /** How many rows have two members of one zone although there are zones enough. */
  private static long crowded(int[] table, List<WeightedSeat> members, int zoneCount) {
    long crowded = 0;
    for (int first = 0; first < table.length; first += REPLICAS) {
      Set<Integer> zones = new HashSet<>();
      for (int column = 0; column < REPLICAS; column++) {
        zones.add(members.get(table[first + column]).zone());
      }
      crowded += zones.size() < Math.min(REPLICAS, zoneCount) ? 1 : 0;
    }
    return crowded;
  }

  /** Replicas that come to a new place, against the least that the new loads allow. */
  private static String moved(int[] table, List<WeightedSeat> members) {
    int[] next = PlacementStep.of(table, REPLICAS, members, REPLICAS);
    int moved = 0;
    int mostPerRow = 0;
    for (int first = 0; first < table.length; first += REPLICAS) {
      Set<Integer> before = new HashSet<>();
      for (int column = 0; column < REPLICAS; column++) {
        before.add(table[first + column]);
      }
      int inRow = 0;
      for (int column = 0; column < REPLICAS; column++) {
        inRow += before.contains(next[first + column]) ? 0 : 1;
      }
      moved += inRow;
      mostPerRow = Math.max(mostPerRow, inRow);
    }
    Map<Integer, Integer> loads = loads(table);
    int least = 0;
    for (Map.Entry<Integer, Integer> load : loads(next).entrySet()) {
      least += Math.max(0, load.getValue() - loads.getOrDefault(load.getKey(), 0));
    }
    return least == 0
        ? "0 / 0"
        : "%.4f (%d), %d".formatted((double) moved / least, moved, mostPerRow);
  }
}
