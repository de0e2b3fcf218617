/**
 * Measurements of Henge, none of which run with the build.
 *
 * <ul>
 *   <li>{@link io.henge.bench.Main}: the commands {@code load}, {@code client}, {@code jmh} and
 *       more
 *   <li>{@link io.henge.bench.ClientCommand}: the Java client, with its {@link
 *       io.henge.bench.RequestLoop}
 * </ul>
 *
 * The load generator is in {@code load}, the micro-benchmarks of the hot pieces in {@code micro}.
 */
package io.henge.bench;
