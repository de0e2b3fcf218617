package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;

/**
 * How far the wall clock of a node is ahead, which may change while it runs. It is a file of eight
 * bytes that both have mapped into their memory. Only {@code SkewedNode} of the node's tests looks
 * there; no released node has a clock that can be moved.
 */
public final class NodeClock implements AutoCloseable {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Path file;
  private final ByteBuffer mapped;
  private Optional<Timer> strobe = Optional.empty();

  /** What all jumps come to, and what the ones to and fro add to that now. */
  private Duration ahead = Duration.ZERO;

  private Duration strobed = Duration.ZERO;

  private NodeClock(Path file, ByteBuffer mapped) {
    this.file = file;
    this.mapped = mapped;
  }

  /** A clock that is right; its file is made if need be. */
  public static NodeClock at(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      NodeClock clock =
          new NodeClock(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
      clock.set(Duration.ZERO);
      return clock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The argument of java by which a node has this clock. */
  public String property() {
    return "-Dhenge.clock.offsetFile=" + file;
  }

  /** How far it is ahead, negative when it is behind. */
  public Duration offset() {
    return Duration.ofMillis((long) LONG.getVolatile(mapped, 0));
  }

  /** It is so far ahead from now on, jumps to and fro set aside. */
  public synchronized void set(Duration offset) {
    ahead = offset;
    show();
  }

  private void show() {
    LONG.setVolatile(mapped, 0, ahead.plus(strobed).toMillis());
  }

  /** Jumps forward, or back when that is negative; also while it jumps to and fro. */
  public synchronized void bump(Duration by) {
    set(ahead.plus(by));
  }

  /** Jumps by so much and back again, over and over, a period after the last jump. */
  public synchronized void strobe(Duration by, Duration period) {
    steady();
    Timer timer = new Timer("strobe of " + file, true);
    strobe = Optional.of(timer);
    timer.scheduleAtFixedRate(new Jumps(timer, by), 0, period.toMillis());
  }

  /** The end of {@link #strobe}: it is as far ahead as without it. */
  public synchronized void steady() {
    strobe.ifPresent(Timer::cancel);
    strobe = Optional.empty();
    strobed = Duration.ZERO;
    show();
  }

  /** It is right again, whatever was done to it. */
  public synchronized void reset() {
    steady();
    set(Duration.ZERO);
  }

  private final class Jumps extends TimerTask {
    private final Timer timer;
    private final Duration by;

    private Jumps(Timer timer, Duration by) {
      this.timer = timer;
      this.by = by;
    }

    @Override
    public void run() {
      synchronized (NodeClock.this) {
        if (strobe.equals(Optional.of(timer))) {
          strobed = strobed.isZero() ? by : Duration.ZERO;
          show();
        }
      }
    }
  }

  @Override
  public void close() {
    steady();
  }
}
