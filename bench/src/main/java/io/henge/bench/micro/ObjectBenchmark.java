package io.henge.bench.micro;

import io.henge.ring.version.BlobObject;
import io.henge.ring.version.BlobObjectCodec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is done to an object for every request: read from the index or a message, merged, written. A
 * record of the index is such an object and a few bytes around it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObjectBenchmark {
  /** How many owners have written the key. */
  @Param({"1", "3"})
  public int writers;

  private BlobObject object = BlobObject.EMPTY;
  private BlobObject same = BlobObject.EMPTY;
  private BlobObject next = BlobObject.EMPTY;
  private BlobObject rival = BlobObject.EMPTY;
  private byte[] bytes = {};

  @Setup
  public void prepare() {
    object = writers == 1 ? SampleObjects.writtenOnce() : SampleObjects.replacedByThree();
    bytes = BlobObjectCodec.encode(object);
    same = BlobObjectCodec.decode(bytes);
    BlobObject[] both = SampleObjects.concurrent(object);
    next = both[0];
    rival = both[1];
  }

  @Benchmark
  public byte[] encode() {
    return BlobObjectCodec.encode(object);
  }

  @Benchmark
  public BlobObject decode() {
    return BlobObjectCodec.decode(bytes);
  }

  /** What most reads do: replicas agree. */
  @Benchmark
  public BlobObject mergeEqual() {
    return object.merge(same);
  }

  /** What most writes do: one version replaces another. */
  @Benchmark
  public BlobObject mergeSuccessor() {
    return object.merge(next);
  }

  /** Two versions that do not replace each other. */
  @Benchmark
  public BlobObject mergeSiblings() {
    return next.merge(rival);
  }
}
