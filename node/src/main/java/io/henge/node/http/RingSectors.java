package io.henge.node.http;

import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ring as few enough sectors to be drawn: neighbouring partitions become one where there are
 * too many, and each column of such a sector shows the seat that is in it most often.
 */
final class RingSectors {
  private static final int CELLS_MAX = 1_600;

  private final Layouts layouts;
  private final int columns;
  private final int count;
  private final int partitionsEach;

  /**
   * Neighbouring sectors that look the same in a column.
   *
   * @param from the first one
   * @param to the first one after them
   * @param isMoving whether the seat enters there
   */
  record Run(int from, int to, Seat seat, boolean isMoving) {}

  /** What a column of a sector shows. */
  private record Cell(Seat seat, boolean isMoving) {}

  RingSectors(Layouts layouts) {
    this.layouts = layouts;
    this.columns = layouts.newest().width();
    int partitions = layouts.partitions().count();
    this.count = Math.min(partitions, Integer.highestOneBit(CELLS_MAX / columns));
    this.partitionsEach = partitions / count;
  }

  /** How many columns the rows of the newest layout have. */
  int columns() {
    return columns;
  }

  int count() {
    return count;
  }

  /** How many partitions each of them stands for. */
  int partitionsEach() {
    return partitionsEach;
  }

  /** What a column looks like, all the way round. */
  List<Run> runs(int column) {
    List<Run> runs = new ArrayList<>();
    Cell before = cell(0, column);
    int from = 0;
    for (int sector = 1; sector < count; sector++) {
      Cell cell = cell(sector, column);
      if (!cell.equals(before)) {
        runs.add(new Run(from, sector, before.seat(), before.isMoving()));
        before = cell;
        from = sector;
      }
    }
    runs.add(new Run(from, count, before.seat(), before.isMoving()));
    return runs;
  }

  private Cell cell(int sector, int column) {
    Layout newest = layouts.newest();
    Map<Cell, Integer> seen = new HashMap<>();
    Cell most = null;
    for (int i = 0; i < partitionsEach; i++) {
      int partition = sector * partitionsEach + i;
      Seat seat = newest.rowOf(partition).get(column);
      boolean enters = !layouts.done().rowOf(partition).contains(seat);
      Cell cell = new Cell(seat, enters);
      int times = seen.merge(cell, 1, Integer::sum);
      if (most == null || times > seen.get(most)) {
        most = cell;
      }
    }
    return most;
  }
}
