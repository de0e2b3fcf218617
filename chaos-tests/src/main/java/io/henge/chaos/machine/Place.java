package io.henge.chaos.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a process runs.
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

  /** A command as it is run there. */
  public List<String> in(String... command) {
    List<String> all = new ArrayList<>(enter);
    all.addAll(List.of(command));
    return all;
  }
}
