package io.henge.node;

import io.henge.node.storage.CommitSteps;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * A node whose wall clock is wrong, and may jump while it runs: the tests with real processes start
 * several that disagree. It is a class of the tests, so that no released jar has it.
 *
 * <p>System property {@code henge.clock.offsetFile}: a file of eight bytes, big-endian, by how many
 * milliseconds the clock is ahead, negative when it is behind. Whoever changes the file moves the
 * clock. The arguments are those of a node.
 */
public final class SkewedNode {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private SkewedNode() {}

  /** Runs a node until it is told to stop. */
  public static void main(String[] arguments) throws IOException {
    LongSupplier clock = clock(Path.of(System.getProperty("henge.clock.offsetFile")));
    Main.main(new Machine(clock, CommitSteps.UNOBSERVED), arguments);
  }

  private static LongSupplier clock(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer offset = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
      return () -> System.currentTimeMillis() + (long) LONG.getVolatile(offset, 0);
    }
  }
}
