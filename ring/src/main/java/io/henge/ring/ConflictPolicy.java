package io.henge.ring;

import java.util.Locale;

/** What a bucket does with versions of a key of which none replaces the other. */
public enum ConflictPolicy {
  /** All are kept until a writer who saw them replaces them. */
  SIBLINGS,
  /** The one with the latest timestamp covers the others. */
  LAST_WRITE_WINS,
  /** A key is written once. */
  IMMUTABLE;

  /** As documents and requests spell it, such as {@code last-write-wins}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
