package io.henge.bench.micro;

import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The way from a request's path to the partition, step by step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyBenchmark {
  private final Partitions partitions = new Partitions(1024);
  private final String path = "/photos/2026/11/caf%C3%A9-at-the-corner-0001.jpeg";
  private final BlobKey key = BlobKey.fromRawPath(path);
  private final KeyHash hash = KeyHash.of(key);

  @Benchmark
  public BlobKey parse() {
    return BlobKey.fromRawPath(path);
  }

  @Benchmark
  public KeyHash hash() {
    return KeyHash.of(key);
  }

  @Benchmark
  public int partition() {
    return partitions.partitionOf(hash);
  }
}
