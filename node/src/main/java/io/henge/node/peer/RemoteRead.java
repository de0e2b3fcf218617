package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Bodies.BodyGone;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A slice of a body on its way from a peer. Nothing is read beyond what arrived with its length
 * until somebody {@link #start starts} it. It ends exactly at its length or fails. Used from one
 * event loop.
 */
public final class RemoteRead implements FrameSink {
  /** What the reader wants to know. */
  public interface Events {
    /** The next bytes, possibly a slice of something larger. */
    void bytes(Buffer slice);

    /** All bytes have come; nothing follows. */
    void ended();

    /** No more will come; nothing follows. */
    void failed(NetworkFailure why);
  }

  private final BodyPool pool;
  private final PeerSocket socket;
  private final long callId;
  private final ReadPatience patience;
  private final Promise<RemoteRead> opened = Promise.promise();

  /** What came before anybody wanted it: the rest of one chunk. */
  private final Queue<Buffer> early = new ArrayDeque<>();

  private Optional<Events> reader = Optional.empty();
  private Optional<NetworkFailure> failure = Optional.empty();
  private long length;
  private long left;
  private int crc32c;
  private long heardAt = System.nanoTime();
  private boolean paused;
  private boolean over;
  private boolean silent;

  RemoteRead(BodyPool pool, PeerSocket socket, ReadPatience patience) {
    this.pool = pool;
    this.socket = socket;
    this.callId = socket.nextCallId();
    this.patience = patience;
  }

  /** Asks for a slice; fails with {@link NetworkFailure} or {@link BodyGone}. */
  Future<RemoteRead> begin(BodyMessages.Read request) {
    socket.sink(this);
    socket.write(FrameType.READ, callId, request.encode());
    return opened.future();
  }

  /** How many bytes the slice has. */
  public long length() {
    return length;
  }

  /** The CRC32C of the slice, as the peer has it in its files. What comes is not compared here. */
  public int crc32c() {
    return crc32c;
  }

  /** Hands over what comes, from now on; call it once. */
  public void start(Events events) {
    reader = Optional.of(events);
    failure.ifPresent(events::failed);
    resume();
    endWhenDone();
  }

  /** Stops the bytes, but for some that have arrived already. */
  public void pause() {
    if (!paused && !over) {
      paused = true;
      socket.pause();
    }
  }

  /** Lets them come again. */
  public void resume() {
    while (!early.isEmpty()) {
      hand(early.remove());
    }
    if (paused && !over) {
      paused = false;
      heardAt = System.nanoTime();
      socket.resume();
    }
  }

  /** Gives up what has not come yet; idempotent. */
  public void close() {
    if (!over) {
      over = true;
      early.clear();
      opened.tryFail(new NetworkFailure(Reason.TIMEOUT, "a read was given up"));
      socket.close("a read was given up");
    }
  }

  /** Whether nothing more is to come; ends it when nothing came for too long. */
  boolean isOverOrSilent(long nowNanos) {
    long millis =
        opened.future().isComplete() ? patience.silenceMillis() : patience.firstByteMillis();
    if (!over && !paused && nowNanos - heardAt > TimeUnit.MILLISECONDS.toNanos(millis)) {
      silent = true;
      socket.close("nothing came for " + millis + " ms");
    }
    return over || silent;
  }

  @Override
  public void frame(Frame frame) {
    if (frame.callId() != callId) {
      return; // About a stage that this connection carried before, and gave up.
    }
    switch (frame.type()) {
      case BODY -> body(BodyMessages.Announced.decode(frame.payload()));
      case GONE -> refused(new BodyGone("the peer does not hold these bytes any more"));
      case FAIL -> refused(BodyMessages.decodeFailure(frame.payload()));
      default -> throw new IllegalArgumentException("not about a read: " + frame.type());
    }
  }

  private void body(BodyMessages.Announced body) {
    long bytes = body.sizeBytes();
    length = bytes;
    left = bytes;
    crc32c = body.crc32c();
    socket.expectRaw(bytes);
    if (bytes > 0) {
      pause();
    }
    opened.tryComplete(this);
    if (bytes == 0) {
      endWhenDone();
    }
  }

  private void refused(Throwable why) {
    if (!over) {
      over = true;
      pool.release(socket);
      opened.tryFail(why);
    }
  }

  @Override
  public void bytes(Buffer slice) {
    if (over) {
      return;
    }
    heardAt = System.nanoTime();
    if (reader.isPresent() && early.isEmpty()) {
      hand(slice);
    } else {
      early.add(slice);
    }
  }

  private void hand(Buffer slice) {
    left -= slice.length();
    reader.orElseThrow().bytes(slice);
    endWhenDone();
  }

  private void endWhenDone() {
    if (left == 0 && reader.isPresent() && !over) {
      over = true;
      if (paused) {
        socket.resume();
      }
      pool.release(socket);
      reader.get().ended();
    }
  }

  @Override
  public void closed(String reason) {
    pool.lost();
    NetworkFailure why =
        new NetworkFailure(
            silent ? Reason.TIMEOUT : Reason.UNREACHABLE,
            "the body ended " + left + " bytes early: " + reason);
    failure = Optional.of(why);
    if (!over) {
      over = true;
      early.clear();
      opened.tryFail(why);
      reader.ifPresent(events -> events.failed(why));
    }
  }
}
