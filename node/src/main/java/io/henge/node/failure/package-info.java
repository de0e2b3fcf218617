/**
 * How operations fail.
 *
 * <ul>
 *   <li>{@link io.henge.node.failure.BlobFailure}: a failed operation, with its code and outcome.
 *   <li>{@link io.henge.node.failure.ReplicaFailure}: why one replica did not do its part.
 * </ul>
 */
package io.henge.node.failure;
