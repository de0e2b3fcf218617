package io.henge.ring.placement;

import java.util.Arrays;

/**
 * A table while it is being changed: who holds what, and which partitions have been touched. A
 * partition is touched once a candidate has entered its row; except to fill vacancies, nobody
 * enters it a second time in one step.
 *
 * <p>Speaks of candidates, not of seats. A place in a row may be vacant.
 */
final class Assignment {
  static final int VACANT = -1;

  private final Candidates candidates;
  private final int width;
  private final int zoneCap;
  private final int[] table;
  private final int[] load;
  private final boolean[] touched;

  /**
   * Takes over the table, which holds candidates and vacancies.
   *
   * @param zoneCap the most members of one row that may stand in one zone
   */
  Assignment(Candidates candidates, int width, int zoneCap, int[] table) {
    this.candidates = candidates;
    this.width = width;
    this.zoneCap = zoneCap;
    this.table = table;
    load = new int[candidates.count()];
    Arrays.stream(table).filter(holder -> holder != VACANT).forEach(holder -> load[holder]++);
    touched = new boolean[table.length / width];
  }

  int partitions() {
    return touched.length;
  }

  int width() {
    return width;
  }

  /** The table itself. */
  int[] table() {
    return table;
  }

  /** Who holds that place, or {@link #VACANT}. */
  int holder(int partition, int column) {
    return table[partition * width + column];
  }

  /** How many replicas a candidate holds. */
  int load(int candidate) {
    return load[candidate];
  }

  int[] loads() {
    return load.clone();
  }

  boolean isTouched(int partition) {
    return touched[partition];
  }

  /** Whether places of the row are vacant. */
  boolean hasVacancy(int partition) {
    return column(partition, VACANT) < width;
  }

  boolean holds(int partition, int candidate) {
    return column(partition, candidate) < width;
  }

  /** The first column of a holder, or the width. */
  private int column(int partition, int holder) {
    int column = 0;
    while (column < width && holder(partition, column) != holder) {
      column++;
    }
    return column;
  }

  /** Whether a candidate may enter a row after another one, or nobody (VACANT), has left it. */
  boolean mayEnter(int partition, int candidate, int leaving) {
    int inZone = 0;
    for (int column = 0; column < width; column++) {
      int holder = holder(partition, column);
      if (holder == VACANT || holder == leaving) {
        continue;
      }
      if (holder == candidate) {
        return false;
      }
      if (candidates.zoneOf(holder) == candidates.zoneOf(candidate)) {
        inZone++;
      }
    }
    return inZone < zoneCap;
  }

  /** A candidate takes the first vacant place of a row. */
  void put(int partition, int candidate) {
    table[partition * width + column(partition, VACANT)] = candidate;
    load[candidate]++;
    touched[partition] = true;
  }

  /** A candidate takes the place of another one. */
  void swap(int partition, int leaving, int entering) {
    table[partition * width + column(partition, leaving)] = entering;
    load[leaving]--;
    load[entering]++;
    touched[partition] = true;
  }

  /** Vacates places of those that a zone has too many of in a row; the later columns lose. */
  void dropWhatBreaksZones() {
    for (int partition = 0; partition < touched.length; partition++) {
      for (int column = 0; column < width; column++) {
        int holder = holder(partition, column);
        if (holder != VACANT && inZoneBefore(partition, column) >= zoneCap) {
          table[partition * width + column] = VACANT;
          load[holder]--;
        }
      }
    }
  }

  private int inZoneBefore(int partition, int column) {
    int zone = candidates.zoneOf(holder(partition, column));
    int count = 0;
    for (int earlier = 0; earlier < column; earlier++) {
      int holder = holder(partition, earlier);
      if (holder != VACANT && candidates.zoneOf(holder) == zone) {
        count++;
      }
    }
    return count;
  }
}
