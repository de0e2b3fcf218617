package io.henge.client;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is under a key: as a rule one value, several where writers did not know of each other, or
 * none.
 *
 * @param siblings the values, the one that a plain read shows first
 * @param context has seen all of it: a write with it replaces exactly this; empty when nothing is
 *     known of the key
 * @param shown the version of the first; empty when there is none
 */
public record Versioned<T>(List<T> siblings, Optional<String> context, Optional<String> shown) {
  public Versioned {
    siblings = List.copyOf(siblings);
  }

  /** Whether there is nothing. */
  public boolean isAbsent() {
    return siblings.isEmpty();
  }

  /** The same with other values. */
  public <U> Versioned<U> map(Function<T, U> reading) {
    return new Versioned<>(siblings.stream().map(reading).toList(), context, shown);
  }

  /** The one value, or what the resolver makes of several; empty when there is none. */
  public Optional<T> resolve(ConflictResolver<T> resolver) {
    return siblings.size() > 1
        ? Optional.of(resolver.resolve(siblings))
        : siblings.stream().findFirst();
  }
}
