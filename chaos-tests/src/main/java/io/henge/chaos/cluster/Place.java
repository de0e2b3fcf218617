package io.henge.chaos.cluster;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param host the address that it binds
 * @param enter what stands before its command, to get there
 */
public record Place(String host, List<String> enter) {
  /** This machine's own network. */
  public static final Place LOOPBACK = new Place("127.0.0.1", List.of());

  public Place {
    enter = List.copyOf(enter);
  }
}
