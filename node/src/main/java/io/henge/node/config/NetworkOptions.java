package io.henge.node.config;

import io.henge.ring.Address;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a node listens, and how the others find it. */
final class NetworkOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The interface of all listeners: an address or a name [${DEFAULT-VALUE}]")
  private String host = "";

  @Option(
      names = "--advertised-host",
      paramLabel = "HOST",
      description = "The name or address that other nodes and redirected clients use. [as --host]")
  private Optional<String> advertisedHost = Optional.empty();

  @Option(
      names = "--client-port",
      paramLabel = "PORT",
      defaultValue = "7401",
      description = "Serves clients over HTTP [${DEFAULT-VALUE}]")
  private int clientPort;

  @Option(
      names = "--peer-port",
      paramLabel = "PORT",
      defaultValue = "7501",
      description = "Serves the other nodes [${DEFAULT-VALUE}]")
  private int peerPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "7601",
      description = "Serves metrics and operations [${DEFAULT-VALUE}]")
  private int adminPort;

  @Option(
      names = "--hazelcast-port",
      paramLabel = "PORT",
      defaultValue = "7701",
      description = "Where the liveness layer listens [${DEFAULT-VALUE}]")
  private int hazelcastPort;

  @Option(
      names = "--event-bus-port",
      paramLabel = "PORT",
      defaultValue = "7801",
      description = "Where the liveness layer's event bus listens [${DEFAULT-VALUE}]")
  private int eventBusPort;

  @Option(
      names = "--no-hazelcast",
      arity = "0..1",
      paramLabel = "true|false",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Runs without the liveness layer; failures are noticed by calls that fail.")
  private boolean noHazelcast;

  @Option(
      names = "--hazelcast-members",
      paramLabel = "HOST:PORT",
      split = ",",
      converter = Converters.AddressConverter.class,
      description =
          "The liveness layer's addresses of all nodes, separated by commas. [those of"
              + " --found, with their ports plus 200]")
  private List<Address> hazelcastMembers = List.of();

  NodeConfig.Listeners listeners() {
    return new NodeConfig.Listeners(host, clientPort, peerPort, adminPort, advertised());
  }

  /**
   * The liveness layer.
   *
   * @param founders the peer addresses from which its members' are derived if none are given
   */
  NodeConfig.Discovery discovery(List<Address> founders) {
    boolean isDerived = hazelcastMembers.isEmpty() && !noHazelcast;
    return new NodeConfig.Discovery(
        !noHazelcast,
        host,
        hazelcastPort,
        eventBusPort,
        advertised(),
        isDerived ? NodeConfig.Discovery.membersOf(founders) : hazelcastMembers);
  }

  private String advertised() {
    return advertisedHost.orElse(host);
  }
}
