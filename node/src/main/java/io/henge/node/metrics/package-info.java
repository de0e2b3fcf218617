/**
 * What this node counts and measures.
 *
 * <ul>
 *   <li>{@link io.henge.node.metrics.Metric}: every metric there is, with its name and meaning.
 *   <li>{@link io.henge.node.metrics.Meters}: where they are registered and read.
 * </ul>
 */
package io.henge.node.metrics;
