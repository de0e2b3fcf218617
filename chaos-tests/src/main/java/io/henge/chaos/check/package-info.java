/**
 * Holds a history against the published contract.
 *
 * <ul>
 *   <li>{@link io.henge.chaos.check.Invariant}, {@link io.henge.chaos.check.Finding}: what must
 *       hold, and what did not.
 *   <li>{@link io.henge.chaos.check.Replay}: what clients heard of each other's writes, under
 *       {@link io.henge.chaos.check.Terms}, by the judge of {@link io.henge.contract}; {@code
 *       WrittenKey} tells it the story of a key.
 *   <li>{@link io.henge.chaos.check.Availability}: how well they were served.
 *   <li>{@link io.henge.chaos.check.Told}, {@link io.henge.chaos.check.Resources}: what the nodes
 *       said of themselves.
 * </ul>
 */
package io.henge.chaos.check;
