package io.henge.chaos.machine;

import io.henge.chaos.machine.Toxic.End;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of one connection of a relay. One thread reads and another one writes, so that
 * bytes that come late do not keep others from being on their way; what is on its way is bounded.
 */
final class Pump {
  private static final int PIECE_BYTES = 16 << 10;
  private static final int PIECES_MAX = 64;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Socket from;
  private final Socket to;
  private final Course course;
  private final Course back;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_MAX);

  /** Bytes that came through until now. */
  private long passed;

  private boolean halfClosed;

  /** One whose bytes go that course, and the news that they do not arrive the way back. */
  Pump(Socket from, Socket to, Course course, Course back) {
    this.from = from;
    this.to = to;
    this.course = course;
    this.back = back;
  }

  /** Bytes and when they are due; none stands for the end of them, which may be no regular one. */
  private record Piece(ByteBuffer bytes, long dueNanos, boolean broken) {}

  /** Reads to the end. */
  void read() throws InterruptedException {
    byte[] buffer = new byte[PIECE_BYTES];
    long due = System.nanoTime();
    int length = 0;
    while (length >= 0) {
      boolean broken = false;
      try {
        length = from.getInputStream().read(buffer);
      } catch (IOException e) {
        length = -1;
        broken = true;
      }
      ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, Math.max(0, length)));
      due = Math.max(due, System.nanoTime() + course.delayNanos());
      pieces.put(new Piece(bytes, due, broken));
    }
  }

  /** Writes to the end; whether the connection has to be ended, and how. */
  Optional<Toxic.Manner> write() throws InterruptedException, InterruptedIOException {
    try {
      return writeAll();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      hold(back);
      return Optional.of(Toxic.Manner.RESET);
    }
  }

  private Optional<Toxic.Manner> writeAll() throws IOException, InterruptedException {
    while (true) {
      Piece piece = pieces.take();
      awaitTime(piece.dueNanos);
      if (!piece.bytes.hasRemaining()) {
        hold(course);
        if (piece.broken) {
          return Optional.of(Toxic.Manner.RESET);
        }
        finish();
        return Optional.empty();
      }
      Optional<Toxic.Manner> ended = write(piece.bytes);
      if (ended.isPresent()) {
        return ended;
      }
    }
  }

  private void finish() throws IOException {
    if (!halfClosed) {
      to.shutdownOutput();
    }
  }

  private Optional<Toxic.Manner> write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining() && !halfClosed) {
      hold(course);
      Optional<End> end = course.end();
      long left = end.map(toxic -> toxic.afterBytes() - passed).orElse(Long.MAX_VALUE);
      int most = Math.min(course.sliceMax(), bytes.remaining());
      int length = (int) Math.max(0, Math.min(most, left));
      byte[] slice = new byte[length];
      bytes.get(slice);
      pass(slice);
      if (length >= left) {
        Toxic.Manner manner = end.orElseThrow().manner();
        if (manner != Toxic.Manner.HALF_CLOSE) {
          return Optional.of(manner);
        }
        halfClosed = true;
        to.shutdownOutput();
      }
    }
    return Optional.empty();
  }

  private void pass(byte[] slice) throws IOException {
    course.corrupt(slice, passed);
    OutputStream out = to.getOutputStream();
    out.write(slice);
    passed += slice.length;
    awaitTime(System.nanoTime() + course.nanosOf(slice.length));
  }

  /** Ends of connections do not get through either, while nothing does. */
  private static void hold(Course course) throws InterruptedIOException {
    while (course.isSilent()) {
      park(LOOK_NANOS);
    }
  }

  private static void awaitTime(long nanos) throws InterruptedIOException {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      park(left);
      left = nanos - System.nanoTime();
    }
  }

  private static void park(long nanos) throws InterruptedIOException {
    LockSupport.parkNanos(nanos);
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the relay is closed");
    }
  }
}
