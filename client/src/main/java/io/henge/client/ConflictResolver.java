package io.henge.client;

import java.util.List;

/** Makes one value of several that were written without knowing of each other. */
@FunctionalInterface
public interface ConflictResolver<T> {
  /**
   * One value.
   *
   * @param siblings two or more, the one that a plain read shows first
   */
  T resolve(List<T> siblings);

  /** The one that a plain read shows; the others are replaced without a look at them. */
  static <T> ConflictResolver<T> shown() {
    return siblings -> siblings.get(0);
  }
}
