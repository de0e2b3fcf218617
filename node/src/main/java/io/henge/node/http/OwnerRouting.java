package io.henge.node.http;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.Member;
import java.util.List;

/** Decides which node works on a key. */
@FunctionalInterface
public interface OwnerRouting {
  /** Where a request for the key is to be worked on, as far as this node knows. Never waits. */
  Route route(PartitionedKey key);

  /** The same for a request that brings a body. */
  default Route routeOfBody(PartitionedKey key) {
    return route(key);
  }

  /** Where a request is to be worked on. */
  sealed interface Route {
    /** Here. */
    record Local() implements Route {}

    /**
     * At an owner; this node is none. If none can be reached, others stand in for them, if the
     * request allows it (rule W3).
     *
     * @param owners at least one, best first
     * @param suspected how many of the last of them probably cannot be reached
     * @param standIns those that stand in for them, best first; without this node
     * @param standsIn whether this node does
     */
    record Elsewhere(List<Member> owners, int suspected, List<Member> standIns, boolean standsIn)
        implements Route {
      public Elsewhere {
        owners = List.copyOf(owners);
        standIns = List.copyOf(standIns);
        if (owners.isEmpty()) {
          throw new IllegalArgumentException("nobody to go to");
        }
      }

      /** Where nobody stands in. */
      public Elsewhere(List<Member> owners) {
        this(owners, 0, List.of(), false);
      }
    }

    /**
     * Here by right, but this node has no room for new bodies.
     *
     * @param others the other owners, best first
     */
    record Full(List<Member> others) implements Route {
      public Full {
        others = List.copyOf(others);
      }
    }

    /**
     * Nowhere yet.
     *
     * @param reason for people
     */
    record NotReady(String reason) implements Route {}
  }
}
