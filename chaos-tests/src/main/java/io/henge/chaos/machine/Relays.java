package io.henge.chaos.machine;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Relays between nodes that know nothing of them: nftables sends a node's connections to another
 * node's port to a relay in this process. It takes effect at once: connections that are there are
 * reset when a relay begins, and when it ends. What is blocked between the two nodes is blocked for
 * the relay as well, but that connections are still accepted.
 */
public final class Relays implements AutoCloseable {
  private final Networks networks;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Between> all = new ArrayList<>();

  public Relays(Networks networks) {
    this.networks = networks;
  }

  /** A relay for the connections of one node to a port of another one. */
  public final class Between implements AutoCloseable {
    private final int from;
    private final String table;
    private final Relay relay;

    private Between(int from, String table, Relay relay) {
      this.from = from;
      this.table = table;
      this.relay = relay;
    }

    /** What can be done to it. */
    public Relay relay() {
      return relay;
    }

    @Override
    public void close() {
      synchronized (Relays.this) {
        if (all.remove(this)) {
          // While there is still the table by which its resets find those they are for.
          relay.close();
          networks.mustNft(from, "delete table ip %s\n".formatted(table));
        }
      }
    }
  }

  /** Why there can be none, although there can be networks; empty when there can. */
  public static Optional<String> refusal(Networks networks) {
    for (String command : List.of("nft", "ss")) {
      Optional<String> missing = Command.missing(command, "--version");
      if (missing.isPresent()) {
        return missing;
      }
    }
    Command tried =
        networks.nft(
            1,
            redirection("tried", networks.host(1), 1, "127.0.0.1:1") + "delete table ip tried\n");
    return tried.exit() == 0 ? Optional.empty() : tried.output().lines().findFirst();
  }

  /** Puts a relay between a node and a port of another one; at most one. */
  public synchronized Between put(int from, int to, int port) {
    Relay relay =
        Relay.at(
            networks.relayHost(),
            new InetSocketAddress(networks.host(to), port),
            () -> networks.isBlocked(from, to, port),
            () -> networks.isBlocked(to, from, port));
    String table = "relay" + count.incrementAndGet();
    String address = networks.relayHost() + ":" + relay.address().getPort();
    networks.mustNft(from, redirection(table, networks.host(to), port, address));
    resetConnections(from, to, port);
    Between between = new Between(from, table, relay);
    all.add(between);
    return between;
  }

  private static String redirection(String table, String host, int port, String relay) {
    return """
        table ip %s {
        chain relayed {
        type nat hook output priority -100;
        ip daddr %s tcp dport %d dnat to %s
        }
        }
        """
        .formatted(table, host, port, relay);
  }

  private void resetConnections(int from, int to, int port) {
    String dport = "dport = :" + port;
    Command.run(networks.place(from).in("ss", "-K", "-t", "-n", "dst", networks.host(to), dport));
  }

  @Override
  public synchronized void close() {
    List.copyOf(all).forEach(Between::close);
  }
}
