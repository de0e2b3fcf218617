/**
 * Making good what was lost or damaged here.
 *
 * <ul>
 *   <li>{@link io.henge.node.repair.Refill}: good copies for damaged ones, from other owners.
 * </ul>
 */
package io.henge.node.repair;
