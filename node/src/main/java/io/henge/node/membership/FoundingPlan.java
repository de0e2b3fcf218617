package io.henge.node.membership;

import io.henge.ring.Address;
import java.util.List;

/**
 * What this node brings to the founding.
 *
 * @param founders the peer addresses of all founding members, in the order of their seats; empty
 *     when this node is not to take part in a founding
 * @param peer the address under which the others reach this node's peer listener
 * @param client the address under which clients reach it
 * @param zone the zone it stands in
 * @param weight its share of the data, relative to the others
 * @param partitions Q of the cluster to be
 * @param replicas N of the cluster to be
 */
public record FoundingPlan(
    List<Address> founders,
    Address peer,
    Address client,
    int zone,
    int weight,
    int partitions,
    int replicas) {
  public FoundingPlan {
    founders = List.copyOf(founders);
  }
}
