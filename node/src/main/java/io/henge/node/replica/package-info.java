/**
 * One copy of a key: on this node or on another.
 *
 * <ul>
 *   <li>{@link io.henge.node.replica.Replica}: what a coordinator may ask of any copy.
 *   <li>{@link io.henge.node.replica.LocalReplica}: the copy on this node; it also makes versions.
 *   <li>{@link io.henge.node.replica.RemoteReplica}: a copy behind the network.
 *   <li>{@link io.henge.node.replica.Replicas}: finds the copy at a member.
 *   <li>{@link io.henge.node.replica.Epochs}: durably reserved epochs for this node's actors.
 *   <li>{@link io.henge.node.replica.KeyOrder}: one step of a key after the other.
 *   <li>{@link io.henge.node.replica.Removals}: what was removed; {@link
 *       io.henge.node.replica.Belief}: which records count, since it cannot have been they.
 *   <li>{@link io.henge.node.replica.MissingBytes}: brings bytes here before belief (rule V3).
 *   <li>{@link io.henge.node.replica.Admission}: of which partitions data is taken; {@link
 *       io.henge.node.replica.HintRoom}: as far as there is room for what is others'.
 *   <li>{@link io.henge.node.replica.OrderedCopies}: what a listing is merged from.
 *   <li>{@link io.henge.node.replica.PeerService}: answers the peers' messages.
 *   <li>{@link io.henge.node.replica.ReplicaRefusal}: a copy that did not do its part.
 * </ul>
 */
package io.henge.node.replica;
