package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A body on its way to a stage of a peer. What is written before the connection is there waits.
 * Whoever writes looks at {@link #unsentBytes} and stops its source in time. Used from one event
 * loop.
 */
public final class StageStream implements FrameSink {
  /** So many bytes are worth a write of their own. */
  private static final int FRAME_BYTES = 64 << 10;

  /** What the writer wants to know. */
  public interface Events {
    /** The operating system took some bytes. */
    void sent();

    /** The peer has room for the body. */
    void opened();

    /** The peer has the whole body; nothing follows. */
    void staged();

    /** The peer has it not and will not; nothing follows. */
    void failed(NetworkFailure why);
  }

  private final BodyPool pool;
  private final BodyMessages.OpenStage stage;
  private final Events events;
  private final Context loop;

  /** Pieces that go in one frame, soon or when the connection is there. */
  private final List<Buffer> waiting = new ArrayList<>();

  private Optional<PeerSocket> socket = Optional.empty();
  private Optional<BodyMessages.End> end = Optional.empty();
  private long callId;
  private int waitingBytes;
  private boolean sendingSoon;
  private long unsentBytes;
  private boolean endSent;
  private boolean over;

  StageStream(Context loop, BodyPool pool, BodyMessages.OpenStage stage, Events events) {
    this.loop = loop;
    this.pool = pool;
    this.stage = stage;
    this.events = events;
  }

  void open() {
    pool.acquire().onComplete(this::connected, why -> fail(failure(why)));
  }

  /** Appends bytes, which must not change any more; never refuses. No effect after the end. */
  public void write(Buffer bytes) {
    if (over) {
      return;
    }
    unsentBytes += bytes.length();
    waiting.add(bytes);
    waitingBytes += bytes.length();
    if (waitingBytes >= FRAME_BYTES) {
      sendWaiting();
    } else if (!sendingSoon) {
      // Small pieces of one read come in one turn of the event loop, and go in one write.
      sendingSoon = true;
      loop.runOnContext(soon -> sendSoon());
    }
  }

  /** The body is complete. */
  public void end(long sizeBytes, int crc32c) {
    end = Optional.of(new BodyMessages.End(sizeBytes, crc32c));
    sendWaiting();
    socket.ifPresent(this::sendEnd);
  }

  /** Gives the body up, at whatever point it is; idempotent, without effect when it has ended. */
  public void abort() {
    if (over) {
      return;
    }
    over = true;
    forgetWaiting();
    socket.ifPresent(this::abort);
  }

  /** The bytes that the operating system has not taken yet. */
  public long unsentBytes() {
    return unsentBytes;
  }

  private void connected(PeerSocket connected) {
    if (over) {
      pool.release(connected);
      return;
    }
    callId = connected.nextCallId();
    connected.sink(this);
    if (over) {
      return; // It had broken meanwhile.
    }
    socket = Optional.of(connected);
    connected.write(FrameType.OPEN_STAGE, callId, stage.encode());
    sendWaiting();
    end.ifPresent(whole -> sendEnd(connected));
  }

  private void sendSoon() {
    sendingSoon = false;
    sendWaiting();
  }

  private void sendWaiting() {
    if (over || socket.isEmpty() || waitingBytes == 0) {
      return;
    }
    int length = waitingBytes;
    socket.get().write(FrameType.DATA, callId, length, waiting).onSuccess(taken -> taken(length));
    forgetWaiting();
  }

  private void forgetWaiting() {
    waiting.clear();
    waitingBytes = 0;
  }

  private void taken(int bytes) {
    unsentBytes -= bytes;
    if (!over) {
      events.sent();
    }
  }

  private void sendEnd(PeerSocket connected) {
    endSent = true;
    connected.write(FrameType.END, callId, end.orElseThrow().encode());
  }

  private void abort(PeerSocket connected) {
    if (endSent || unsentBytes > 0) {
      connected.close("a body was given up");
    } else {
      connected.write(FrameType.ABORT, callId);
      pool.release(connected);
    }
  }

  @Override
  public void frame(Frame frame) {
    if (frame.callId() != callId) {
      return; // About the stage that this connection carried before, and gave up.
    }
    switch (frame.type()) {
      case OPENED -> opened();
      case STAGED -> staged();
      case FAIL -> failedThere(BodyMessages.decodeFailure(frame.payload()));
      default -> throw new IllegalArgumentException("not about a stage: " + frame.type());
    }
  }

  private void opened() {
    if (!over) {
      events.opened();
    }
  }

  private void staged() {
    if (!endSent) {
      throw new IllegalArgumentException("staged before the end");
    }
    if (!over) {
      over = true;
      pool.release(socket.orElseThrow());
      events.staged();
    }
  }

  private void failedThere(NetworkFailure why) {
    // What is still on its way to the peer belongs to no stage there.
    socket.orElseThrow().close("the stage failed there");
    fail(why);
  }

  @Override
  public void bytes(Buffer slice) {
    throw new IllegalArgumentException("bytes of a body from its receiver");
  }

  @Override
  public void closed(String reason) {
    pool.lost();
    fail(new NetworkFailure(Reason.UNREACHABLE, reason));
  }

  private void fail(NetworkFailure why) {
    forgetWaiting();
    if (!over) {
      over = true;
      events.failed(why);
    }
  }

  private static NetworkFailure failure(Throwable why) {
    return why instanceof NetworkFailure known
        ? known
        : new NetworkFailure(Reason.UNREACHABLE, String.valueOf(why.getMessage()));
  }
}
