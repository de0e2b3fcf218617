/**
 * The published contract as code: what clients may see of each other's doings, and what they may
 * not. It knows what clients did and heard, and no clock, version or copy of any node; so a
 * simulated cluster and real processes are held to the same.
 *
 * <p>In reading order:
 *
 * <ul>
 *   <li>{@link io.henge.contract.Write}: a PUT or DELETE, and what became of it.
 *   <li>{@link io.henge.contract.Seen}: the writes that a context has seen, or may have.
 *   <li>{@link io.henge.contract.KeyStory}: all writes of a key; who may have replaced whom.
 *   <li>{@link io.henge.contract.Look}: when somebody reads.
 *   <li>{@link io.henge.contract.Judge}: holds what was heard against the story.
 *   <li>{@link io.henge.contract.Violation}, {@link io.henge.contract.Promise}: what was found not
 *       to hold.
 * </ul>
 *
 * <p>Times are of any unit and from any beginning, as long as all of a story are of one clock; only
 * those of expiry are milliseconds of a node's wall clock.
 */
package io.henge.contract;
