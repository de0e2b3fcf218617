package io.henge.client;

import io.henge.ring.Address;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a client is made of. See {@link HengeClient#builder()}. */
public final class HengeClientBuilder {
  private static final Duration ATTEMPT_MAX = Duration.ofMinutes(10);

  private final List<Address> endpoints = new ArrayList<>();
  private Optional<Vertx> vertx = Optional.empty();
  private ClientEvents events = ClientEvents.NONE;
  private Duration requestTimeout = Duration.ofSeconds(10);
  private Duration attemptTimeout = Duration.ofSeconds(1);
  private Duration stallTimeout = Duration.ofSeconds(5);
  private Duration connectTimeout = Duration.ofMillis(500);
  private boolean isLearning = true;
  private int connectionsPerNode = 32;
  private int eventLoops = 2;

  HengeClientBuilder() {}

  /**
   * Client addresses of nodes, {@code host:port}; one that answers is enough, all others are learnt
   * from it.
   *
   * @throws IllegalArgumentException when one is none
   */
  public HengeClientBuilder endpoints(String... addresses) {
    Arrays.stream(addresses).map(Address::parse).forEach(endpoints::add);
    return this;
  }

  /**
   * Asks nobody but the given endpoints, which pass requests on to the owners: for a cluster whose
   * members cannot be reached at their own addresses.
   */
  public HengeClientBuilder endpointsAlone() {
    isLearning = false;
    return this;
  }

  /** Runs on this instance, which stays open when the client is closed; by default on its own. */
  public HengeClientBuilder vertx(Vertx existing) {
    vertx = Optional.of(existing);
    return this;
  }

  /** Who hears what the client does. */
  public HengeClientBuilder events(ClientEvents listener) {
    events = listener;
    return this;
  }

  /**
   * How long new attempts at a request are begun, counted from its start, or from the last byte of
   * its body that went its way; 10 s unless said. One that is told how long all of it may take is
   * also bound by that.
   */
  public HengeClientBuilder requestTimeout(Duration timeout) {
    requestTimeout = timeout;
    return this;
  }

  /** How long one node is waited for before another one is asked; 1 s unless said. */
  public HengeClientBuilder attemptTimeout(Duration timeout) {
    if (timeout.compareTo(ATTEMPT_MAX) > 0) {
      throw new IllegalArgumentException("a node takes up to 10 minutes: " + timeout);
    }
    attemptTimeout = timeout;
    return this;
  }

  /** How long a body may stand still; 5 s unless said. */
  public HengeClientBuilder stallTimeout(Duration timeout) {
    stallTimeout = timeout;
    return this;
  }

  /** How long a connection may take; 500 ms unless said. */
  public HengeClientBuilder connectTimeout(Duration timeout) {
    connectTimeout = timeout;
    return this;
  }

  /** The most connections to one node; 32 unless said. Eight times as many requests may wait. */
  public HengeClientBuilder connectionsPerNode(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("1 connection or more: " + most);
    }
    connectionsPerNode = most;
    return this;
  }

  /** How many threads work, where no Vert.x was handed in; 2 unless said. */
  public HengeClientBuilder eventLoops(int threads) {
    eventLoops = threads;
    return this;
  }

  /**
   * The client. It asks nobody before the first request.
   *
   * @throws IllegalStateException when no endpoint was given
   */
  public HengeClient build() {
    if (endpoints.isEmpty()) {
      throw new IllegalStateException("a client needs the address of a node");
    }
    return new HengeClient(this);
  }

  Vertx vertx() {
    return vertx.orElseGet(this::ownVertx);
  }

  boolean isVertxOwn() {
    return vertx.isEmpty();
  }

  private Vertx ownVertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(eventLoops)
            .setWorkerPoolSize(2 * eventLoops + 2)
            .setInternalBlockingPoolSize(2)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  List<Address> endpoints() {
    return List.copyOf(endpoints);
  }

  boolean isLearning() {
    return isLearning;
  }

  ClientEvents events() {
    return events;
  }

  Duration requestTimeout() {
    return requestTimeout;
  }

  Duration attemptTimeout() {
    return attemptTimeout;
  }

  Duration stallTimeout() {
    return stallTimeout;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  int connectionsPerNode() {
    return connectionsPerNode;
  }
}
