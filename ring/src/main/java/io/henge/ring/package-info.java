/**
 * What every party of a cluster must agree on: keys, partitions, layouts and their chain.
 *
 * <p>In reading order:
 *
 * <ul>
 *   <li>{@link io.henge.ring.BlobKey}: the name of a blob, and how a request's path says it.
 *   <li>{@link io.henge.ring.InvalidKeyException}: why a name cannot be one.
 *   <li>{@link io.henge.ring.KeyHash}: where a key falls.
 *   <li>{@link io.henge.ring.Partitions}: into what the space of hashes is cut.
 *   <li>{@link io.henge.ring.Seat}, {@link io.henge.ring.NodeId}, {@link
 *       io.henge.ring.Incarnation}, {@link io.henge.ring.Address}: what a member is known by.
 *   <li>{@link io.henge.ring.Member}, {@link io.henge.ring.RetiredMember}: who is in the ring, and
 *       who was.
 *   <li>{@link io.henge.ring.AssignmentTable}: which seats hold which partition.
 *   <li>{@link io.henge.ring.Layout}: members and table together.
 *   <li>{@link io.henge.ring.Balance}: how evenly a layout spreads the data.
 *   <li>{@link io.henge.ring.ChainEntry}: a layout and all else that is agreed on, numbered; with
 *       its {@link io.henge.ring.Phase}, {@link io.henge.ring.BucketPolicy}, {@link
 *       io.henge.ring.ConflictPolicy}, {@link io.henge.ring.Lineage} and {@link
 *       io.henge.ring.ChainPosition}.
 *   <li>{@code ChainDocument}: the entry as JSON; {@code Json} and {@code JsonFields} read it.
 *   <li>{@code RawPath}, {@code Hex}, {@code Sha256}: encodings.
 * </ul>
 */
package io.henge.ring;
