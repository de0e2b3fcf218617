package io.henge.client;

import java.util.Optional;

/**
 * Which keys are listed. Immutable.
 *
 * <pre>{@code
 * KeyQuery.prefix("photos/").by("/")
 * }</pre>
 *
 * @param prefix how they begin
 * @param delimiter those that are the same up to the first one after the prefix are listed once
 * @param after the list begins behind this
 * @param pageSize the most entries of a page, 1 to {@value #PAGE_MAX}
 */
public record KeyQuery(
    String prefix, Optional<String> delimiter, Optional<String> after, int pageSize) {
  /** The most entries that a node puts on a page. */
  public static final int PAGE_MAX = 1_000;

  public KeyQuery {
    if (pageSize < 1 || pageSize > PAGE_MAX) {
      throw new IllegalArgumentException("1 to " + PAGE_MAX + " entries a page: " + pageSize);
    }
  }

  /** All keys. */
  public static KeyQuery all() {
    return prefix("");
  }

  /** Those that begin so. */
  public static KeyQuery prefix(String beginning) {
    return new KeyQuery(beginning, Optional.empty(), Optional.empty(), PAGE_MAX);
  }

  /** Grouped by a delimiter. */
  public KeyQuery by(String text) {
    return new KeyQuery(prefix, Optional.of(text), after, pageSize);
  }

  /** Only what comes behind that. */
  public KeyQuery after(String text) {
    return new KeyQuery(prefix, delimiter, Optional.of(text), pageSize);
  }

  /** With pages of another size. */
  public KeyQuery pagesOf(int entries) {
    return new KeyQuery(prefix, delimiter, after, entries);
  }
}
