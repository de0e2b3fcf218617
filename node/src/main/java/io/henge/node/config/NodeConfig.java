package io.henge.node.config;

import io.henge.ring.Address;
import io.henge.ring.Layout;
import io.henge.ring.Partitions;
import io.henge.ring.placement.WeightedSeat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that an operator decides about one node, checked. Every part of the node receives only the
 * nested record that concerns it.
 *
 * @param listeners where the node listens, and under which name others reach it
 * @param founding the ceremony that makes a cluster; empty for a node that joins one
 * @param seating how much of the data the node takes, and what fails together with it
 * @param storage where and how bytes are kept
 * @param limits bounds of requests
 * @param repair how owners are kept equal
 * @param discovery the liveness layer
 * @param secrets what the members share
 * @param governor whether work in the background yields when requests get slower
 * @param eventLoops how many threads serve connections, 1 or more
 */
public record NodeConfig(
    Listeners listeners,
    Founding founding,
    Seating seating,
    Storage storage,
    Limits limits,
    Repair repair,
    Discovery discovery,
    Secrets secrets,
    boolean governor,
    int eventLoops) {
  private static final int EVENT_LOOPS_MAX = 256;
  private static final int PORT_MAX = 65535;

  public NodeConfig {
    requireRange("event-loops", eventLoops, 1, EVENT_LOOPS_MAX);
    Set<Integer> ports = new HashSet<>();
    requireOwn(ports, "client-port", listeners.clientPort());
    requireOwn(ports, "peer-port", listeners.peerPort());
    requireOwn(ports, "admin-port", listeners.adminPort());
    if (discovery.enabled()) {
      requireOwn(ports, "hazelcast-port", discovery.hazelcastPort());
      requireOwn(ports, "event-bus-port", discovery.eventBusPort());
    }
    Address self = listeners.advertisedPeer();
    if (!founding.members().isEmpty() && !founding.members().contains(self)) {
      throw new IllegalArgumentException(
          "--found does not name this node: "
              + self
              + " (advertised-host and peer-port) is not in the list");
    }
  }

  /**
   * What the members share and nobody else knows.
   *
   * @param current proves the node to its peers, and signs the contexts that clients carry
   * @param previous the secrets before it, newest first; contexts signed with them are still taken
   */
  public record Secrets(ClusterSecret current, List<ClusterSecret> previous) {
    public Secrets {
      previous = List.copyOf(previous);
    }
  }

  /**
   * Where the node listens, and under which name others reach it.
   *
   * @param host the interface of all listeners: an address or a name
   * @param clientPort serves clients over HTTP
   * @param peerPort serves the other nodes
   * @param adminPort serves metrics and operations
   * @param advertisedHost the name or address that other nodes and redirected clients use
   */
  public record Listeners(
      String host, int clientPort, int peerPort, int adminPort, String advertisedHost) {
    public Listeners {
      requirePort("client-port", clientPort);
      requirePort("peer-port", peerPort);
      requirePort("admin-port", adminPort);
      requireHost("host", host);
      requireHost("advertised-host", advertisedHost);
      if (isAny(advertisedHost)) {
        throw new IllegalArgumentException(
            "advertised-host must be set when host is " + advertisedHost + ": nobody can reach it");
      }
    }

    /** Where other nodes reach this one. */
    public Address advertisedPeer() {
      return new Address(advertisedHost, peerPort);
    }

    /** Where clients reach this node. */
    public Address advertisedClient() {
      return new Address(advertisedHost, clientPort);
    }
  }

  /**
   * The ceremony in which empty nodes agree to be a new cluster (rule C3).
   *
   * @param members the peer addresses of all founders in the order of their seats, the same list on
   *     all of them; empty when this node does not found but joins
   * @param partitions how many parts the hash space is cut into, for ever; a power of two
   * @param replicas how many members hold each partition (fewer members: all of them)
   */
  public record Founding(List<Address> members, int partitions, int replicas) {
    public Founding {
      members = List.copyOf(members);
      requireRange("the number of founding members", members.size(), 0, Layout.MEMBERS_MAX);
      if (new HashSet<>(members).size() != members.size()) {
        throw new IllegalArgumentException("--found names a member twice");
      }
      new Partitions(partitions);
      requireRange("replicas", replicas, 1, Layout.REPLICAS_MAX);
    }
  }

  /**
   * A founder's or newcomer's place among the others.
   *
   * @param zone what fails together (a rack, a room), 0 or more
   * @param weight the node's relative share of the data, 1 or more
   */
  public record Seating(int zone, int weight) {
    private static final int ZONE_MAX = 65535;

    public Seating {
      requireRange("zone", zone, 0, ZONE_MAX);
      requireRange("weight", weight, 1, WeightedSeat.WEIGHT_MAX);
    }
  }

  /**
   * Where and how bytes are kept.
   *
   * @param directory the data directory; made when it is missing
   * @param diskReserveBytes writes are refused when less than this would stay free, 0 or more
   * @param smallBlobBytesMax blobs up to this size live inside the index, 0 to 1 MiB
   * @param smallCacheBytes memory for such blobs that are read often, 0 or more
   * @param hintBytesMax the most bytes that are kept for other nodes, 0 or more
   * @param scrubPeriod from the beginning of a pass over all that is stored to the beginning of the
   *     next, 1 second to 365 days; zero for passes only when somebody asks for one
   * @param tombstoneKeep how long a deleted key is remembered at least, 1 second to 365 days
   */
  public record Storage(
      Path directory,
      long diskReserveBytes,
      int smallBlobBytesMax,
      long smallCacheBytes,
      long hintBytesMax,
      Duration scrubPeriod,
      Duration tombstoneKeep) {
    private static final int SMALL_BLOB_BYTES_BOUND = 1 << 20;
    private static final Duration PERIOD_MIN = Duration.ofSeconds(1);
    private static final Duration PERIOD_MAX = Duration.ofDays(365);

    public Storage {
      directory = directory.toAbsolutePath().normalize();
      requireNotNegative("disk-reserve", diskReserveBytes);
      requireNotNegative("small-cache", smallCacheBytes);
      requireNotNegative("hint-bytes-max", hintBytesMax);
      requireRange("small-blob-max (in bytes)", smallBlobBytesMax, 0, SMALL_BLOB_BYTES_BOUND);
      if (!scrubPeriod.isZero() && !isPeriod(scrubPeriod)) {
        throw new IllegalArgumentException("scrub-period must be off, or 1s to 8760h");
      }
      if (!isPeriod(tombstoneKeep)) {
        throw new IllegalArgumentException("tombstone-keep must be 1s to 8760h");
      }
    }

    private static boolean isPeriod(Duration span) {
      return span.compareTo(PERIOD_MIN) >= 0 && span.compareTo(PERIOD_MAX) <= 0;
    }
  }

  /**
   * Bounds of requests.
   *
   * @param requestTimeout how long a request may wait for replicas unless it says otherwise
   * @param drainTimeout how long running requests may take to end when the node stops
   * @param blobBytesMax larger bodies are refused
   */
  public record Limits(Duration requestTimeout, Duration drainTimeout, long blobBytesMax) {
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(10);
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(10);

    public Limits {
      requireSpan("request-timeout", requestTimeout, TIMEOUT_MIN);
      requireSpan("drain-timeout", drainTimeout, Duration.ZERO);
      if (blobBytesMax < 1) {
        throw new IllegalArgumentException("blob-max must be 1 byte or more");
      }
    }

    private static void requireSpan(String what, Duration span, Duration min) {
      if (span.compareTo(min) < 0 || span.compareTo(TIMEOUT_MAX) > 0) {
        throw new IllegalArgumentException(
            what + " must be " + TimeSpan.text(min) + " to " + TimeSpan.text(TIMEOUT_MAX));
      }
    }
  }

  /**
   * How owners are kept equal.
   *
   * @param antiEntropyInterval in which each partition is compared with each other owner, 1 second
   *     to 30 days; zero when they are not compared
   * @param bytesPerSecond of bodies that are moved by comparing and by filling, each, 1 or more
   */
  public record Repair(Duration antiEntropyInterval, long bytesPerSecond) {
    private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);
    private static final Duration INTERVAL_MAX = Duration.ofDays(30);

    public Repair {
      boolean isInterval =
          antiEntropyInterval.compareTo(INTERVAL_MIN) >= 0
              && antiEntropyInterval.compareTo(INTERVAL_MAX) <= 0;
      if (!antiEntropyInterval.isZero() && !isInterval) {
        throw new IllegalArgumentException("anti-entropy-interval must be off, or 1s to 720h");
      }
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("repair-rate must be 1 byte or more");
      }
    }
  }

  /**
   * The liveness layer: it tells who can be reached, never what is true.
   *
   * @param enabled without it, nodes learn of each other's failures by calls that fail
   * @param host the interface of both listeners
   * @param hazelcastPort where Hazelcast listens
   * @param eventBusPort where the clustered event bus listens
   * @param advertisedHost the name or address under which others reach both ports
   * @param members the Hazelcast addresses of the cluster, this node's own included or not
   */
  public record Discovery(
      boolean enabled,
      String host,
      int hazelcastPort,
      int eventBusPort,
      String advertisedHost,
      List<Address> members) {
    /** How far the Hazelcast port is from the peer port where nothing else is said. */
    public static final int PORT_OFFSET = 200;

    public Discovery {
      requirePort("hazelcast-port", hazelcastPort);
      requirePort("event-bus-port", eventBusPort);
      members = List.copyOf(members);
    }

    /** The founders' Hazelcast addresses: their peer ports plus {@link #PORT_OFFSET}. */
    public static List<Address> membersOf(List<Address> founders) {
      return founders.stream().map(Discovery::besides).toList();
    }

    private static Address besides(Address peer) {
      if (peer.port() + PORT_OFFSET > PORT_MAX) {
        throw new IllegalArgumentException(
            "no Hazelcast port can be derived from " + peer + ": give --hazelcast-members");
      }
      return new Address(peer.host(), peer.port() + PORT_OFFSET);
    }
  }

  private static void requireHost(String what, String host) {
    try {
      new Address(host, 1);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
    }
  }

  private static boolean isAny(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  private static void requirePort(String what, int port) {
    requireRange(what, port, 1, PORT_MAX);
  }

  private static void requireOwn(Set<Integer> taken, String what, int port) {
    if (!taken.add(port)) {
      throw new IllegalArgumentException(what + " is given to another listener too: " + port);
    }
  }

  private static void requireNotNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must not be negative: " + value);
    }
  }

  private static void requireRange(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " must be " + min + " to " + max + ", not " + value);
    }
  }
}
