package io.henge.bench.micro;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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

/** CRC32C of a small body and of a block of a blob file, on the heap and outside. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChecksumBenchmark {
  /** A small body, and the block size of blob files. */
  @Param({"1024", "65536"})
  public int sizeBytes;

  private ByteBuffer onHeap = ByteBuffer.allocate(0);
  private ByteBuffer direct = ByteBuffer.allocate(0);

  @Setup
  public void fill() {
    byte[] bytes = new byte[sizeBytes];
    new SplittableRandom(1).nextBytes(bytes);
    onHeap = ByteBuffer.wrap(bytes);
    direct = ByteBuffer.allocateDirect(sizeBytes).put(bytes).flip();
  }

  @Benchmark
  public long onHeap() {
    return crc32c(onHeap);
  }

  @Benchmark
  public long direct() {
    return crc32c(direct);
  }

  private static long crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return crc.getValue();
  }
}
