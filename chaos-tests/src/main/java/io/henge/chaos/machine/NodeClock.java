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
  private Optional<Strobe> strobe = Optional.empty();

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

  public void set(Duration offset) {
    LONG.setVolatile(mapped, 0, offset.toMillis());
  }

  /** Jumps forward, or back when that is negative. */
  public synchronized void bump(Duration by) {
    set(offset().plus(by));
  }

  /** Jumps by so much and back again, over and over, a period after the last jump. */
  public synchronized void strobe(Duration by, Duration period) {
    steady();
    Timer timer = new Timer("strobe of " + file, true);
    strobe = Optional.of(new Strobe(timer, offset()));
    Jumps jumps = new Jumps(strobe.get(), by);
    timer.scheduleAtFixedRate(jumps, 0, period.toMillis());
  }

  /** The end of {@link #strobe}: it is as far ahead as before. */
  public synchronized void steady() {
    strobe.ifPresent(
        ended -> {
          ended.timer.cancel();
          set(ended.offset);
        });
    strobe = Optional.empty();
  }

  /** Jumps that go on, and how far the clock was ahead before them. */
  private record Strobe(Timer timer, Duration offset) {}

  private final class Jumps extends TimerTask {
    private final Strobe strobing;
    private final Duration by;
    private boolean away;

    private Jumps(Strobe strobing, Duration by) {
      this.strobing = strobing;
      this.by = by;
    }

    @Override
    public void run() {
      synchronized (NodeClock.this) {
        if (strobe.equals(Optional.of(strobing))) {
          away = !away;
          set(away ? strobing.offset.plus(by) : strobing.offset);
        }
      }
    }
  }

  @Override
  public void close() {
    steady();
  }
}
