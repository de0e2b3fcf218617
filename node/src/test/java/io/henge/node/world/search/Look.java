package io.henge.node.world.search;

import io.henge.node.world.World;
import io.henge.node.world.WorldNode;

/**
 * When somebody looks at a key.
 *
 * @param begunAt by the world's clock
 * @param wallMillis by the wall clock of the node that was asked, which alone decides what has
 *     expired
 */
record Look(long begunAt, long wallMillis) {
  /** A request that goes to a node at this moment. */
  static Look at(World world, WorldNode node) {
    return new Look(world.clock().nowMillis(), node.wallMillis());
  }

  /** A look at the disks, where nothing expires. */
  static Look atDisks(World world) {
    return new Look(world.clock().nowMillis(), Long.MIN_VALUE);
  }
}
