package io.henge.node.world.search;

import io.henge.contract.Look;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;

/** When clients of a world look at a key, and when its disks are looked at. */
final class Looks {
  private Looks() {}

  /** A request that goes to a node at this moment. */
  static Look at(World world, WorldNode node) {
    return new Look(world.clock().nowMillis(), node.wallMillis(), world.latestWallMillis());
  }

  /** A look at the disks, where nothing expires before it is removed. */
  static Look atDisks(World world) {
    return new Look(world.clock().nowMillis(), Long.MIN_VALUE, world.latestWallMillis());
  }
}
