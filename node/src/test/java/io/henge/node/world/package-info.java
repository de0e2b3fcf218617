/**
 * A cluster in one thread: ports of memory under the product's own protocol classes.
 *
 * <ul>
 *   <li>{@link io.henge.node.world.World}: the cluster and its time; read this first.
 *   <li>{@link io.henge.node.world.WorldNode}: one node, its disk and its process.
 *   <li>{@link io.henge.node.world.SimulatedClock}: virtual time.
 *   <li>{@link io.henge.node.world.SimulatedNetwork}: wires that delay, lose, double, hold.
 *   <li>{@link io.henge.node.world.MemoryDisk}: what survives a crash; with {@code
 *       MemoryBlobStore}, {@code MemorySmallFiles}.
 *   <li>{@code WorldBodies}, {@link io.henge.node.world.WorldBody}: the ways of bodies.
 *   <li>{@link io.henge.node.world.Ledger}: every version ever heard of, seen from outside.
 *   <li>{@code WorldLiveness}, {@link io.henge.node.world.WorldEvents}: whom a node suspects, and
 *       what its coordinator tells.
 *   <li>{@code Surroundings}, {@code Life}: dice, violations, and the ends of processes.
 *   <li>{@link io.henge.node.world.Requests}: what clients ask.
 * </ul>
 */
package io.henge.node.world;
