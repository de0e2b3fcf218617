package io.henge.contract;

import java.util.List;

/**
 * Something that the contract rules out.
 *
 * @param promise what it breaks
 * @param key where it was seen
 * @param text what was seen, for people
 * @param writes those that show it: first the one that should be there, or should not; empty when
 *     the body is nobody's
 */
public record Violation(Promise promise, String key, String text, List<Write> writes) {
  public Violation {
    writes = List.copyOf(writes);
  }

  @Override
  public String toString() {
    return promise + ": " + key + ": " + text;
  }
}
