/**
 * What is done to the machine on which nodes run. All that is made here belongs to this process and
 * goes with it at the latest; what a killed one left, the next one removes. What a machine does not
 * allow is told as a reason.
 *
 * <ul>
 *   <li>{@link io.henge.chaos.machine.Probe}: which {@link io.henge.chaos.machine.Capability} there
 *       is here.
 *   <li>{@link io.henge.chaos.machine.Networks}: a network for each node, and who hears whom; each
 *       is a {@link io.henge.chaos.machine.Place}. {@link io.henge.chaos.machine.Grudge}: shapes of
 *       partitions, as sets of {@link io.henge.chaos.machine.Direction}; {@link
 *       io.henge.chaos.machine.Ports}: of which plane.
 *   <li>{@link io.henge.chaos.machine.PacketFaults}: lost packets, reset connections.
 *   <li>{@link io.henge.chaos.machine.Relays}: between nodes that do not know it, a {@link
 *       io.henge.chaos.machine.Relay}, with any {@link io.henge.chaos.machine.Toxic}.
 *   <li>{@link io.henge.chaos.machine.Workspace}: where a cluster has its files, and in it {@link
 *       io.henge.chaos.machine.NodeDisk}: the disk of a node.
 *   <li>{@link io.henge.chaos.machine.BitRot}: damage to files.
 *   <li>{@link io.henge.chaos.machine.Limits}: descriptors, processors; {@link
 *       io.henge.chaos.machine.NodeClock}: a clock that jumps.
 *   <li>{@link io.henge.chaos.machine.FreePorts}, {@link io.henge.chaos.machine.Command}, {@link
 *       io.henge.chaos.machine.DirectoryTree}: what all of this needs.
 * </ul>
 */
package io.henge.chaos.machine;
