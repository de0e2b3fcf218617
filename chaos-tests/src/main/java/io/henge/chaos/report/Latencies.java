package io.henge.chaos.report;

import io.henge.chaos.history.Operation;
import java.util.Collection;

/** How long operations took. */
final class Latencies {
  private final long[] sortedMicros;

  private Latencies(long[] sortedMicros) {
    this.sortedMicros = sortedMicros;
  }

  static Latencies of(Collection<Operation> operations) {
    return new Latencies(operations.stream().mapToLong(Operation::tookMicros).sorted().toArray());
  }

  boolean isEmpty() {
    return sortedMicros.length == 0;
  }

  /**
   * The shortest time within which at least this share of them ended.
   *
   * @throws IllegalStateException when there are none
   */
  long quantileMicros(double share) {
    if (isEmpty()) {
      throw new IllegalStateException("no operations");
    }
    int rank = (int) Math.ceil(share * sortedMicros.length);
    return sortedMicros[Math.max(0, rank - 1)];
  }

  /** A quantile as people say it. */
  String said(double share) {
    return isEmpty() ? Words.NONE : Words.took(quantileMicros(share));
  }
}
