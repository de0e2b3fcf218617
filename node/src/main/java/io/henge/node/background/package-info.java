/**
 * Work that goes on beside the requests, and yields to them.
 *
 * <ul>
 *   <li>{@link io.henge.node.background.Worker}: the shape of all such work; read this first.
 *   <li>{@link io.henge.node.background.Progress}: how it goes on after a step.
 *   <li>{@link io.henge.node.background.Throttle}: pauses in proportion to the work done.
 *   <li>{@link io.henge.node.background.Governor}: how much of its time a worker may work, by how
 *       long requests take; counted in {@code LatencyHistogram}.
 *   <li>{@link io.henge.node.background.BackgroundWork}: runs it.
 * </ul>
 */
package io.henge.node.background;
