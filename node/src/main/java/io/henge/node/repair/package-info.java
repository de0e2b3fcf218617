/**
 * Making good what was lost, damaged or missed.
 *
 * <ul>
 *   <li>{@link io.henge.node.repair.Refill}: good copies for damaged ones, from other owners.
 *   <li>{@link io.henge.node.repair.AntiEntropy}: compares owners and moves what is missing; {@link
 *       io.henge.node.repair.AntiEntropySettings}: how often; {@link
 *       io.henge.node.repair.ComparisonOrder}: in which order; {@link io.henge.node.repair.Round}:
 *       how it went.
 *   <li>{@link io.henge.node.repair.Comparison}: finds the keys that differ; {@link
 *       io.henge.node.repair.LeafWalk}: on this side, {@link io.henge.node.repair.PartitionDesk}:
 *       on the other.
 *   <li>{@link io.henge.node.repair.HashTree}, of a {@link io.henge.node.repair.TreeShape}: what is
 *       compared first; {@link io.henge.node.repair.HashTrees}: those of an event loop.
 *   <li>{@link io.henge.node.repair.KeyExchange}: makes two members hold the same of a key.
 * </ul>
 */
package io.henge.node.repair;
