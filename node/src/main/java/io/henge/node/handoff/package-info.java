/**
 * Hints: what this node holds for owners that it stands in for (rules H1, H2).
 *
 * <p>A hint is no record of its own. A copy of a partition that this node does not own is the hint:
 * it lies where all copies lie, survives what they survive, is owed to the owners of the newest
 * chain entry, whoever they are, and ends as one when this node becomes an owner.
 *
 * <ul>
 *   <li>{@link io.henge.node.handoff.Handoff}: gives them to the owners, and drops them; read this
 *       first.
 *   <li>{@link io.henge.node.handoff.PartitionHandoff}: the same of some hints of one partition.
 *   <li>{@link io.henge.node.handoff.Hints}: how many there are in each partition; one for each
 *       event loop; {@link io.henge.node.handoff.Owed}: those of one.
 *   <li>{@link io.henge.node.handoff.Backlog}: how many there are, and may be, in the whole node.
 *   <li>{@link io.henge.node.handoff.Pauses}: owners that do not answer are asked seldom.
 *   <li>{@link io.henge.node.handoff.Lanes}: so many deliveries at once.
 * </ul>
 */
package io.henge.node.handoff;
