/**
 * Micro-benchmarks of what is done for every request or block, by JMH.
 *
 * <ul>
 *   <li>{@link io.henge.bench.micro.ChecksumBenchmark}: CRC32C of a block
 *   <li>{@link io.henge.bench.micro.KeyBenchmark}: from a path to its partition
 *   <li>{@link io.henge.bench.micro.ObjectBenchmark}: objects to bytes, back, and merged
 *   <li>{@link io.henge.bench.micro.SampleObjects}: the objects that are usual
 * </ul>
 */
package io.henge.bench.micro;
