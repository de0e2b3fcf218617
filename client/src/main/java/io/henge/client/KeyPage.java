package io.henge.client;

import java.util.List;
import java.util.Optional;

/**
 * Some keys, in the order of their UTF-8 bytes.
 *
 * @param entries keys and groups
 * @param next where the next page begins; empty when there is none
 * @param isComplete whether enough owners of every partition were heard; otherwise keys may be
 *     missing, and deleted ones may be shown
 */
public record KeyPage(List<KeyEntry> entries, Optional<String> next, boolean isComplete) {
  public KeyPage {
    entries = List.copyOf(entries);
  }
}
