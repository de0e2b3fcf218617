/**
 * Removing tombstones when everybody has them (rules T1 to T4).
 *
 * <ul>
 *   <li>{@link io.henge.node.removal.RemovalRounds}: finds what has been dead for long enough; read
 *       this first.
 *   <li>{@link io.henge.node.removal.Deaths}: where it looks.
 *   <li>{@link io.henge.node.removal.Watch}: how long it has been so by this node's own time.
 *   <li>{@link io.henge.node.removal.Proposal}: one batch: everybody is asked, confirms, and is
 *       told.
 *   <li>{@link io.henge.node.removal.RemovalDesk}: the other side of it.
 *   <li>{@link io.henge.node.removal.RemovalSettings}, {@link io.henge.node.removal.RemovalStatus},
 *       {@link io.henge.node.removal.RemovalEvents}: how long is long, how it stands, what
 *       happened.
 * </ul>
 */
package io.henge.node.removal;
