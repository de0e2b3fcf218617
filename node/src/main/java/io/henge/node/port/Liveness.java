package io.henge.node.port;

import io.henge.ring.NodeId;

/**
 * Who can probably be reached: a hint for routing, never a truth. A node that is suspected but
 * answers is used; one that is not suspected may be dead.
 */
public interface Liveness {
  /** Whether calls to this member have failed of late, so that others should be asked first. */
  boolean suspected(NodeId node);
}
