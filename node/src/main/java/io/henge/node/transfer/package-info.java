/**
 * Bringing whole partitions here.
 *
 * <ul>
 *   <li>{@link io.henge.node.transfer.Filling}: fills the partitions that are not (rule W5).
 *   <li>{@link io.henge.node.transfer.FillingSettings}: how fast.
 *   <li>{@link io.henge.node.transfer.PartitionFilling}: one of them, step by step.
 *   <li>{@link io.henge.node.transfer.Donors}: how many owners it takes, and who can be one.
 *   <li>{@link io.henge.node.transfer.FillingState}: how far it is, for all event loops.
 *   <li>{@link io.henge.node.transfer.FillingReport}: the same for people.
 *   <li>{@link io.henge.node.transfer.ReplicaSample}: how large replicas are, for plans.
 * </ul>
 */
package io.henge.node.transfer;
