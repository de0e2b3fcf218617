package io.henge.ring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which seats hold which partition: one row of distinct seats for each, the primary first.
 *
 * <p>Rows are made once; looking one up allocates nothing. Immutable.
 */
public final class AssignmentTable {
  /** More replicas than anybody wants; bounds the work of checking a row. */
  public static final int WIDTH_MAX = 16;

  private final int width;
  private final int[] seats;
  private final List<List<Seat>> rows;

  private AssignmentTable(int width, int[] seats) {
    this.width = width;
    this.seats = seats;
    this.rows = rows(width, seats);
  }

  /**
   * The table of {@code seats}, given row by row.
   *
   * @throws IllegalArgumentException when they do not make up whole rows, or a row has a seat twice
   */
  public static AssignmentTable of(int width, int[] seats) {
    if (width < 1 || width > WIDTH_MAX || seats.length == 0 || seats.length % width != 0) {
      throw new IllegalArgumentException(
          seats.length
              + " seats do not make up rows of "
              + width
              + " (1 to "
              + WIDTH_MAX
              + ") seats");
    }
    return new AssignmentTable(width, seats.clone());
  }

  private static List<List<Seat>> rows(int width, int[] seats) {
    Map<Integer, Seat> shared = new HashMap<>();
    List<List<Seat>> rows = new ArrayList<>(seats.length / width);
    for (int first = 0; first < seats.length; first += width) {
      Seat[] row = new Seat[width];
      for (int column = 0; column < width; column++) {
        row[column] = shared.computeIfAbsent(seats[first + column], Seat::new);
        for (int before = 0; before < column; before++) {
          if (row[before].equals(row[column])) {
            throw new IllegalArgumentException(
                "row " + first / width + " has seat " + row[column].number() + " twice");
          }
        }
      }
      rows.add(List.of(row));
    }
    return List.copyOf(rows);
  }

  /** The number of rows, one for each partition. */
  public int partitions() {
    return rows.size();
  }

  /** The number of seats in each row. */
  public int width() {
    return width;
  }

  /** The seats that hold the partition, the primary first. */
  public List<Seat> row(int partition) {
    return rows.get(partition);
  }

  /** The seat in a column of the partition's row; the primary stands in column 0. */
  public Seat seat(int partition, int column) {
    return rows.get(partition).get(column);
  }

  /** The row's seats as plain numbers, copied. */
  int[] seatNumbers(int partition) {
    return Arrays.copyOfRange(seats, partition * width, (partition + 1) * width);
  }

  /** All seats as plain numbers, row by row, copied. */
  int[] allSeatNumbers() {
    return seats.clone();
  }

  /** SHA-256 over all seats, row by row, each as 32 bits big endian; 64 lowercase hex digits. */
  public String digest() {
    ByteBuffer bytes = ByteBuffer.allocate(seats.length * Integer.BYTES);
    bytes.asIntBuffer().put(seats);
    return Hex.of(Sha256.of(bytes.array()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AssignmentTable table
        && width == table.width
        && Arrays.equals(seats, table.seats);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(seats) + width;
  }

  @Override
  public String toString() {
    return "AssignmentTable[" + partitions() + " x " + width + ", " + digest() + "]";
  }
}
