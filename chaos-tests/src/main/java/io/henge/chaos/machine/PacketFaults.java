package io.henge.chaos.machine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Packets that are lost at random, and connections that are reset at random, by nftables where
 * packets arrive; for those to the harness, where they are sent.
 */
public final class PacketFaults {
  private static final String LOST = "drop";
  private static final String RESET = "reject with tcp reset";

  private final Networks networks;
  private final AtomicInteger count = new AtomicInteger();

  public PacketFaults(Networks networks) {
    this.networks = networks;
  }

  /** Something that goes on until it is closed. */
  public interface Fault extends AutoCloseable {
    @Override
    void close();
  }

  /** Why there can be none, although there can be networks; empty when there can. */
  public static Optional<String> refusal(Networks networks) {
    Optional<String> missing = Command.missing("nft", "--version");
    if (missing.isPresent()) {
      return missing;
    }
    Command tried = networks.nft(1, "add table ip tried\ndelete table ip tried\n");
    return tried.exit() == 0 ? Optional.empty() : tried.output().lines().findFirst();
  }

  /** So many of a hundred packets of TCP are lost. */
  public Fault lose(Direction direction, Ports ports, int percent) {
    return begin(direction, ports, percent, LOST);
  }

  /** So many of a hundred packets of TCP are answered as if there were no such connection. */
  public Fault reset(Direction direction, Ports ports, int percent) {
    return begin(direction, ports, percent, RESET);
  }

  /** The same as {@link #lose} for what relays send to a node, on whoever's connections to it. */
  public Fault loseRelayed(int node, int percent) {
    return begin(node, "input", "saddr " + networks.relayHost(), Ports.ALL, percent, LOST);
  }

  /** The same as {@link #reset} for what relays send to a node. */
  public Fault resetRelayed(int node, int percent) {
    return begin(node, "input", "saddr " + networks.relayHost(), Ports.ALL, percent, RESET);
  }

  private Fault begin(Direction direction, Ports ports, int percent, String verdict) {
    int node = Networks.ruled(direction);
    return node == direction.to()
        ? begin(node, "input", "saddr " + networks.host(direction.from()), ports, percent, verdict)
        : begin(node, "output", "daddr " + networks.host(0), ports, percent, verdict);
  }

  private Fault begin(int node, String hook, String end, Ports ports, int percent, String verdict) {
    String table = "fault" + count.incrementAndGet();
    StringBuilder rules = new StringBuilder("table ip %s {\nchain faults {\n".formatted(table));
    rules.append("type filter hook %s priority 0;\n".formatted(hook));
    List<String> selectors =
        ports.equals(Ports.ALL)
            ? List.of("ip protocol tcp")
            : List.of("tcp sport " + ports.range(), "tcp dport " + ports.range());
    // The comparison with 100 would always be true, which is refused.
    String some = percent < 100 ? "numgen random mod 100 < " + percent : "";
    for (String selector : selectors) {
      rules.append("ip %s %s %s %s\n".formatted(end, selector, some, verdict));
    }
    networks.mustNft(node, rules.append("}\n}\n").toString());
    return () -> networks.mustNft(node, "delete table ip %s\n".formatted(table));
  }
}
