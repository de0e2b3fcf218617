/**
 * The words of the HTTP contract that nodes and clients share.
 *
 * <ul>
 *   <li>{@link io.henge.ring.wire.ErrorCode}: everything that can go wrong, and its HTTP status.
 *   <li>{@link io.henge.ring.wire.HengeHeaders}: the names of Henge's own headers.
 *   <li>{@link io.henge.ring.wire.SystemPaths}: the paths below the reserved segment {@code -}.
 * </ul>
 */
package io.henge.ring.wire;
