/**
 * The event loops of a node, and the ports that they give to the protocol core.
 *
 * <ul>
 *   <li>{@link io.henge.node.loop.EventLoops}: which loop a partition belongs to, and how to get
 *       there and back.
 *   <li>{@link io.henge.node.loop.LoopOwner}: a loop of one's own.
 *   <li>{@link io.henge.node.loop.LoopClock}: time and timers of the loop that asks.
 * </ul>
 */
package io.henge.node.loop;
