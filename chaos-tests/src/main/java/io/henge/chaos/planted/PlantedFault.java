package io.henge.chaos.planted;

import io.henge.chaos.check.Invariant;
import java.util.List;
import java.util.Set;

/**
 * A bug to put into the product, and what shall find it.
 *
 * @param name one word, for the command line
 * @param title what the bug is
 * @param nodes on how many it shows
 * @param hurry into what part of their time the schedules are pressed, 1 for all of it
 * @param schedules the scenarios that find it, and {@link #RANDOM}, in the order in which they run
 * @param letters the invariants that may show it; none for a change without effect, with which
 *     nothing may be found
 * @param edits where
 */
public record PlantedFault(
    String name,
    String title,
    int nodes,
    int hurry,
    List<String> schedules,
    Set<Invariant> letters,
    List<Edit> edits) {
  /** Stands for schedules that are drawn. */
  public static final String RANDOM = "random";

  public PlantedFault {
    schedules = List.copyOf(schedules);
    letters = Set.copyOf(letters);
    edits = List.copyOf(edits);
    if (!name.matches("[a-z0-9-]+") || schedules.isEmpty() || edits.isEmpty()) {
      throw new IllegalArgumentException("no planted fault: " + name);
    }
  }
}
