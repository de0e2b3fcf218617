package io.henge.node.transfer;

import java.util.List;

/**
 * How far the filling of a node is.
 *
 * @param owned how many partitions it owns
 * @param filled how many of these are filled
 * @param keys that were brought here since the start
 * @param bytes of bodies that were brought here since the start
 * @param skipped versions of which no owner that was asked had good bytes, since the start
 * @param waiting what keeps partitions from being filled, one sentence each
 */
public record FillingReport(
    int owned, int filled, long keys, long bytes, long skipped, List<String> waiting) {
  public FillingReport {
    waiting = List.copyOf(waiting);
  }

  /** Whether nothing is left to be filled. */
  public boolean isFilled() {
    return owned == filled;
  }
}
