/**
 * The values that every layer passes on.
 *
 * <ul>
 *   <li>{@link io.henge.node.blob.PartitionedKey}: a key and the partition it belongs to.
 *   <li>{@link io.henge.node.blob.KeyRange}: which keys are to be listed; {@link
 *       io.henge.node.blob.KeyBound}: where they begin.
 *   <li>{@link io.henge.node.blob.StageId}: names a body that is not yet visible.
 *   <li>{@link io.henge.node.blob.ByteRange}: a slice of a body.
 *   <li>{@link io.henge.node.blob.OpenBody}: a body ready to be sent, as a handle.
 *   <li>{@link io.henge.node.blob.InlineBody}: one in memory.
 *   <li>{@link io.henge.node.blob.FileBody}: one in a file, sent without a look at it.
 *   <li>{@link io.henge.node.blob.PieceBody}: one that is checked while it is sent.
 * </ul>
 */
package io.henge.node.blob;
