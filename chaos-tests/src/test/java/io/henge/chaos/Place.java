package io.henge.chaos;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param host the address that it binds
 * @param enter what stands before its command, to get there
 */
record Place(String host, List<String> enter) {
  /** This machine's own network. */
  static final Place LOOPBACK = new Place("127.0.0.1", List.of());

  Place {
    enter = List.copyOf(enter);
  }
}
