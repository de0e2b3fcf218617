/**
 * Which write replaces which: dotted version vectors, in reading order.
 *
 * <ul>
 *   <li>{@link io.henge.ring.version.Actor} is who mints versions.
 *   <li>{@link io.henge.ring.version.Dot} names one version: an actor's n-th write of a key.
 *   <li>{@link io.henge.ring.version.Timestamp} and {@link io.henge.ring.version.HybridClock} order
 *       versions for display.
 *   <li>{@link io.henge.ring.version.Rank} is the order of versions by timestamp, then dot.
 *   <li>{@link io.henge.ring.version.Policy} says what becomes of concurrent versions.
 *   <li>{@code CounterSet} is what has been seen of one actor.
 *   <li>{@link io.henge.ring.version.Context} is what has been seen of all actors.
 *   <li>{@link io.henge.ring.version.Content} describes a version's bytes.
 *   <li>{@link io.henge.ring.version.Version} is one write of a key, with its past.
 *   <li>{@link io.henge.ring.version.RequestRecord} remembers a write that a client may retry.
 *   <li>{@link io.henge.ring.version.BlobObject} is all that is known of a key, and how two
 *       replicas' knowledge is merged.
 *   <li>{@link io.henge.ring.version.Siblings} is what a reader sees of an object.
 *   <li>{@link io.henge.ring.version.ObjectDigest} tells whether two replicas differ.
 *   <li>{@link io.henge.ring.version.BlobObjectCodec}, {@code VersionCodec} and {@link
 *       io.henge.ring.version.ContextCodec} are the bytes of it all.
 * </ul>
 */
package io.henge.ring.version;
