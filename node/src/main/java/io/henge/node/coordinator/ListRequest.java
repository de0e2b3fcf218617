package io.henge.node.coordinator;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import java.util.Optional;

/**
 * A request for a page of keys.
 *
 * @param range which, from where the page begins; how many keys and groups at most
 * @param timeoutMillis how long it may take, 1 or more
 */
public record ListRequest(KeyRange range, long timeoutMillis) {
  /**
   * The page that begins after a key or a group.
   *
   * @param prefix how the keys begin; empty for all keys
   * @param delimiter what ends the name of a group of keys that is listed as one; empty for no
   *     groups
   * @param after a text, as the page before has named it; empty for the first page. If it is the
   *     name of a group, nothing in that group comes after it
   * @param limit 1 to {@value KeyRange#LIMIT_MAX}
   * @throws IllegalArgumentException when a text or the limit is out of bounds
   */
  public static ListRequest of(
      String prefix,
      Optional<String> delimiter,
      Optional<String> after,
      int limit,
      long timeoutMillis) {
    KeyRange all = new KeyRange(prefix, delimiter, KeyBound.START, limit);
    after.ifPresent(text -> KeyRange.requireText("after", text));
    KeyBound from =
        after
            .map(text -> all.isGroup(text) ? KeyBound.past(text) : KeyBound.after(text))
            .orElse(KeyBound.START);
    return new ListRequest(all.from(from), timeoutMillis);
  }

  /** The bucket that all keys are in, if the prefix says so. */
  Optional<String> bucket() {
    int slash = range.prefix().indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(range.prefix().substring(0, slash));
  }
}
