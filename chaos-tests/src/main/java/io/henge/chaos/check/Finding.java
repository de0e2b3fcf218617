package io.henge.chaos.check;

import java.util.List;

/**
 * Something that must not be.
 *
 * @param invariant its letter
 * @param key the key that it was seen at; empty when it is of none
 * @param text what was seen, for people
 * @param operations the numbers of the operations that show it; may be empty
 */
public record Finding(Invariant invariant, String key, String text, List<Long> operations) {
  public Finding {
    operations = List.copyOf(operations);
  }
}
