package io.henge.node.world.search;

import io.henge.node.world.World;
import io.henge.node.world.WorldNode;

/**
 * When somebody looks at a key.
 *
 * @param begunAt by the world's clock
 * @param wallMillis by the wall clock of the node that was asked, which alone decides what has
 *     expired and is still there
 * @param latestMillis the latest that any node's wall clock has shown: what had expired by then may
 *     have been removed, and is gone for all (rule T4)
 */
record Look(long begunAt, long wallMillis, long latestMillis) {
  /** A request that goes to a node at this moment. */
  static Look at(World world, WorldNode node) {
    return new Look(world.clock().nowMillis(), node.wallMillis(), world.latestWallMillis());
  }

  /** A look at the disks, where nothing expires before it is removed. */
  static Look atDisks(World world) {
    return new Look(world.clock().nowMillis(), Long.MIN_VALUE, world.latestWallMillis());
  }
}
