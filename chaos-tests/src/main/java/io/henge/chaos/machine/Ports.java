package io.henge.chaos.machine;

import java.util.List;

/**
 * What of the traffic between two places is meant: TCP to or from some ports, which is a plane of
 * the cluster, or everything. They are ports of servers, below those from which the system begins
 * connections.
 *
 * @param first the first port
 * @param last the last one
 */
public record Ports(int first, int last) {
  /** Every packet, of whatever protocol. */
  public static final Ports ALL = new Ports(0, 65_535);

  public Ports {
    if (first < 0 || first > last || last > 65_535) {
      throw new IllegalArgumentException("no range of ports: " + first + " to " + last);
    }
  }

  public static Ports one(int port) {
    return new Ports(port, port);
  }

  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  /** How a rule of the routing tells them; each of the texts is a rule of its own. */
  List<String> selectors() {
    return equals(ALL)
        ? List.of("")
        : List.of("ipproto tcp sport " + range(), "ipproto tcp dport " + range());
  }

  String range() {
    return first + "-" + last;
  }

  @Override
  public String toString() {
    return equals(ALL) ? "everything" : "ports " + range();
  }
}
