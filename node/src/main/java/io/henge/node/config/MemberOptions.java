package io.henge.node.config;

import io.henge.ring.Address;
import java.util.List;
import picocli.CommandLine.Option;

/** Which cluster a node founds, and which part of one it takes. */
final class MemberOptions {
  @Option(
      names = "--found",
      paramLabel = "HOST:PORT",
      split = ",",
      converter = Converters.AddressConverter.class,
      description =
          "The peer addresses of all nodes that found the cluster, separated by commas, in the order"
              + " of their seats; the same list on all of them. Leave out to join a cluster.")
  private List<Address> found = List.of();

  @Option(
      names = "--partitions",
      paramLabel = "COUNT",
      defaultValue = "1024",
      description =
          "Founding only: how many parts the hash space is cut into, for ever; a power of two up to"
              + " 65536 [${DEFAULT-VALUE}]")
  private int partitions;

  @Option(
      names = "--replicas",
      paramLabel = "COUNT",
      defaultValue = "3",
      description =
          "Founding only: how many nodes hold each blob, 1 to 16; with fewer nodes, all of them [${DEFAULT-VALUE}]")
  private int replicas;

  @Option(
      names = "--zone",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "What fails together (a rack, a room); replicas go to different zones [${DEFAULT-VALUE}]")
  private int zone;

  @Option(
      names = "--weight",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "The node's share of the data relative to the others, 1 to 1000 [${DEFAULT-VALUE}]")
  private int weight;

  NodeConfig.Founding founding() {
    return new NodeConfig.Founding(found, partitions, replicas);
  }

  NodeConfig.Seating seating() {
    return new NodeConfig.Seating(zone, weight);
  }
}
