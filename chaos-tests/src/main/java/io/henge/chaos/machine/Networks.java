package io.henge.chaos.machine;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Network namespaces, one for each node, on one bridge at whose address the harness is, which
 * reaches all of them. What is blocked between two vanishes without a word, as it does when a
 * switch fails: the sender hears nothing, connections stay open on both ends.
 *
 * <p>It is done by rules of the routing, which need no package but iproute2, where packets arrive;
 * for those to the harness, whose own routing is left alone, where they are sent.
 */
public final class Networks implements AutoCloseable {
  /** The number of the harness in a {@link Direction}. */
  public static final int HARNESS = 0;

  /** Where {@code ip netns} keeps what it makes. */
  static final String DIRECTORY = "/var/run/netns/";

  /**
   * The preferences of blocks. What deletes a rule about all traffic takes the first one about the
   * same address, so those about ports stand elsewhere.
   */
  private static final int ALL_BLOCKED = 10;

  private static final int PORTS_BLOCKED = 11;

  private static final int NODES_MAX = 99;
  private static final int HARNESS_ADDRESS = 254;
  private static final int RELAY_ADDRESS = 253;
  private static final int SUBNETS = 256;

  /** Interfaces have names of at most 15 letters. */
  private static final OwnedNames BRIDGES = new OwnedNames("hng", "[a-z]");

  private final String bridge;
  private final String subnet;
  private final int nodes;
  private final Runnable removal = this::remove;

  /** How many have blocked that and not unblocked it. */
  private final Map<Block, Integer> blocked = new HashMap<>();

  private Networks(String bridge, String subnet, int nodes) {
    this.bridge = bridge;
    this.subnet = subnet;
    this.nodes = nodes;
    AtExit.ofProcess().add(AtExit.Stage.MACHINE, removal);
  }

  /** What does not get through. */
  private record Block(Direction direction, Ports ports) {}

  /** Why none can be made here, empty when they can. */
  public static Optional<String> refusal() {
    if (!Command.isRoot()) {
      return Optional.of("only root may make networks");
    }
    Optional<String> missing =
        Command.missing("ip", "-V").or(() -> Command.missing("nsenter", "--version"));
    if (missing.isPresent()) {
      return missing;
    }
    sweep();
    try (Networks probe = make(1)) {
      return Command.run(probe.place(1).in("true")).exit() == 0
          ? Optional.empty()
          : Optional.of("nothing can be run in a network namespace");
    } catch (UncheckedIOException e) {
      return e.getMessage().lines().findFirst();
    }
  }

  /** Makes that many. */
  public static Networks make(int nodes) {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException("no number of networks: " + nodes);
    }
    Networks made = new Networks(freeName(), freeSubnet(), nodes);
    try {
      made.begin();
      return made;
    } catch (UncheckedIOException e) {
      made.close();
      throw e;
    }
  }

  private static String freeName() {
    String used = Command.run("ip", "-br", "link").output();
    return IntStream.rangeClosed('a', 'z')
        .mapToObj(letter -> BRIDGES.own() + (char) letter)
        .filter(name -> !Pattern.compile("\\b" + name).matcher(used).find())
        .findFirst()
        .orElseThrow();
  }

  /** Several processes of a build make networks at the same time. */
  private static String freeSubnet() {
    String used = Command.run("ip", "-br", "-4", "addr").output();
    int first = (int) (ProcessHandle.current().pid() % SUBNETS);
    return IntStream.range(first, first + SUBNETS)
        .mapToObj(number -> "10.77." + number % SUBNETS + ".")
        .filter(subnet -> !used.contains(" " + subnet))
        .findFirst()
        .orElseThrow();
  }

  private void begin() {
    StringBuilder links = new StringBuilder("link add %s type bridge\n".formatted(bridge));
    links.append("addr add %s/24 dev %s\n".formatted(host(HARNESS), bridge));
    links.append("addr add %s/24 dev %s\n".formatted(relayHost(), bridge));
    links.append("link set %s up\n".formatted(bridge));
    for (int node = 1; node <= nodes; node++) {
      String there = namespace(node);
      Command.must("ip", "netns", "add", there);
      links.append("link add %s type veth peer name eth0 netns %s\n".formatted(there, there));
      links.append("link set %s master %s up\n".formatted(there, bridge));
    }
    Command.mustFeed(links.toString(), List.of("ip", "-batch", "-"));
    for (int node = 1; node <= nodes; node++) {
      begin(node);
    }
  }

  private void begin(int node) {
    // What comes in is looked up here before all other rules, usually. A block is to come first.
    String commands =
        """
        addr add %s/24 dev eth0
        link set eth0 up
        link set lo up
        rule add pref 100 lookup local
        rule del pref 0
        """;
    batch(node, commands.formatted(host(node)));
    // Else what is not sent to somebody would not be taken from him either.
    String filter = "echo 0 | tee /proc/sys/net/ipv4/conf/*/rp_filter";
    Command.must(place(node).in("sh", "-c", filter).toArray(String[]::new));
  }

  /** The address of a node, or that at which nodes reach the harness. */
  public String host(int node) {
    return subnet + (node == HARNESS ? HARNESS_ADDRESS : node);
  }

  /**
   * The address of relays: it is another one, so that what clients suffer does not concern them.
   */
  String relayHost() {
    return subnet + RELAY_ADDRESS;
  }

  /**
   * Where a node runs. {@code ip netns exec} would give it mounts of its own as well, and so keep
   * the disks of other nodes from being unmounted.
   */
  public Place place(int node) {
    return new Place(host(node), List.of("nsenter", "--net=" + DIRECTORY + namespace(node)));
  }

  /** All of them, that of node 1 first. */
  public List<Place> places() {
    return IntStream.rangeClosed(1, nodes).mapToObj(this::place).toList();
  }

  /** The name of a node's namespace. */
  public String namespace(int node) {
    if (node < 1 || node > nodes) {
      throw new IllegalArgumentException("no node: " + node);
    }
    return bridge + node;
  }

  /** From now on nothing of that gets from one to the other; the way back is not concerned. */
  public void block(int from, int to, Ports ports) {
    block(List.of(new Direction(from, to)), ports);
  }

  /** The end of {@link #block(int, int, Ports)}. */
  public void unblock(int from, int to, Ports ports) {
    unblock(List.of(new Direction(from, to)), ports);
  }

  /** The same for several at once. What several have blocked is blocked until all unblock it. */
  public synchronized void block(Collection<Direction> grudge, Ports ports) {
    List<Block> begun = new ArrayList<>();
    for (Direction direction : grudge) {
      Block block = new Block(direction, ports);
      if (blocked.merge(block, 1, Integer::sum) == 1) {
        begun.add(block);
      }
    }
    change("add", begun);
  }

  /** The end of {@link #block(Collection, Ports)}. */
  public synchronized void unblock(Collection<Direction> grudge, Ports ports) {
    List<Block> ended = new ArrayList<>();
    for (Direction direction : grudge) {
      Block block = new Block(direction, ports);
      if (!blocked.containsKey(block)) {
        throw new IllegalStateException("not blocked: " + direction + ", " + ports);
      }
      if (blocked.merge(block, -1, (have, less) -> have == 1 ? null : have + less) == null) {
        ended.add(block);
      }
    }
    change("del", ended);
  }

  /** All gets through again, whoever blocked it. */
  public synchronized void heal() {
    change("del", blocked.keySet());
    blocked.clear();
  }

  /** Whether TCP to or from a port is blocked in that direction. */
  public synchronized boolean isBlocked(int from, int to, int port) {
    Direction direction = new Direction(from, to);
    return blocked.keySet().stream()
        .anyMatch(block -> block.direction.equals(direction) && block.ports.contains(port));
  }

  /** Adds or deletes rules, all of a node by one command. */
  private void change(String what, Collection<Block> blocks) {
    Map<Integer, StringBuilder> commands = new LinkedHashMap<>();
    for (Block block : blocks) {
      StringBuilder ofNode =
          commands.computeIfAbsent(ruled(block.direction), node -> new StringBuilder());
      int preference = block.ports.equals(Ports.ALL) ? ALL_BLOCKED : PORTS_BLOCKED;
      for (String ports : block.ports.selectors()) {
        ofNode.append(
            "rule %s pref %d %s %s blackhole\n"
                .formatted(what, preference, end(block.direction), ports));
      }
    }
    commands.forEach((node, text) -> batch(node, text.toString()));
  }

  /** The node that has the rules about a direction. */
  static int ruled(Direction direction) {
    return direction.to() == HARNESS ? direction.from() : direction.to();
  }

  private String end(Direction direction) {
    return direction.to() == HARNESS ? "to " + host(HARNESS) : "from " + host(direction.from());
  }

  private void batch(int node, String commands) {
    Command.mustFeed(commands, List.of("ip", "-n", namespace(node), "-batch", "-"));
  }

  /** Has nftables read some text in the network of a node. */
  Command nft(int node, String text) {
    return Command.feed(text, place(node).in("nft", "-f", "-"));
  }

  void mustNft(int node, String text) {
    Command.mustFeed(text, place(node).in("nft", "-f", "-"));
  }

  @Override
  public void close() {
    remove();
    AtExit.ofProcess().remove(AtExit.Stage.MACHINE, removal);
  }

  private void remove() {
    IntStream.rangeClosed(1, nodes).forEach(node -> remove(namespace(node)));
    Command.run("ip", "link", "del", bridge);
  }

  /** A link goes before its namespace, which takes it along some time later. */
  private static void remove(String namespace) {
    Command.run("ip", "link", "del", namespace);
    Command.run("ip", "netns", "del", namespace);
  }

  /** Removes what processes left that are gone, and ends what they started there. */
  public static void sweep() {
    if (Command.missing("ip", "-V").isPresent()) {
      return;
    }
    String namespaces = Command.run("ip", "netns").output();
    String found = namespaces + Command.run("ip", "-br", "link").output();
    for (String bridge : BRIDGES.orphans(found).toList()) {
      Pattern.compile("\\b" + bridge + "\\d+\\b")
          .matcher(found)
          .results()
          .map(result -> result.group())
          .distinct()
          .forEach(
              namespace -> {
                endProcesses(namespace);
                remove(namespace);
              });
      Command.run("ip", "link", "del", bridge);
    }
  }

  private static void endProcesses(String namespace) {
    Command.run("ip", "netns", "pids", namespace)
        .output()
        .lines()
        .filter(line -> line.matches("\\d+"))
        .flatMap(line -> ProcessHandle.of(Long.parseLong(line)).stream())
        .forEach(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }
}
