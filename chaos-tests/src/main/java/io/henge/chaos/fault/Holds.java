package io.henge.chaos.fault;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who wants the same of the same thing: it begins with the first of several and ends with the last.
 * Safe for many threads.
 */
final class Holds<T> {
  private final Map<T, Integer> holders = new HashMap<>();
  private final Consumer<T> begin;
  private final Consumer<T> end;

  /** Of what begins and ends so. */
  Holds(Consumer<T> begin, Consumer<T> end) {
    this.begin = begin;
    this.end = end;
  }

  /** One more wants it; he does not when it cannot be begun. */
  synchronized void take(T what) {
    if (!holders.containsKey(what)) {
      begin.accept(what);
    }
    holders.merge(what, 1, Integer::sum);
  }

  /** One of those who wanted it no longer does. */
  synchronized void drop(T what) {
    if (holders.merge(what, -1, (have, less) -> have == 1 ? null : have + less) == null) {
      end.accept(what);
    }
  }
}
