package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The connections for bodies to one peer. Each carries one body at a time and is used again when
 * that has ended well. Used from one event loop.
 */
final class BodyPool {
  private final PeerDialer dialer;
  private final PeerTarget target;
  private final PeerLimits limits;

  /** The last used last, which is the one to be used next. */
  private final Deque<Idle> idle = new ArrayDeque<>();

  private int open;
  private boolean closed;

  BodyPool(PeerDialer dialer, PeerTarget target, PeerLimits limits) {
    this.dialer = dialer;
    this.target = target;
    this.limits = limits;
  }

  /**
   * A connection for the caller alone, who gives it back by {@link #release} or, once it has
   * closed, by {@link #lost}. Fails with {@link NetworkFailure}.
   */
  Future<PeerSocket> acquire() {
    while (!idle.isEmpty()) {
      PeerSocket socket = idle.removeLast().socket;
      if (!socket.isClosed()) {
        return Future.succeededFuture(socket);
      }
    }
    if (closed || open >= limits.bodyConnectionsMax()) {
      String why = closed ? "this node stops" : "too many bodies on their way to " + target;
      return Future.failedFuture(new NetworkFailure(Reason.REFUSED, why));
    }
    open++;
    return dialer
        .dial(target, Hello.Role.BODIES)
        .recover(
            why -> {
              open--;
              return Future.failedFuture(why);
            });
  }

  /** Takes back a connection on which nothing is under way. */
  void release(PeerSocket socket) {
    Idle back = new Idle(socket);
    socket.sink(back);
    if (closed) {
      socket.close("this node stops");
    } else if (!socket.isClosed()) {
      idle.addLast(back);
    }
  }

  /** A connection that was given out has closed. */
  void lost() {
    open--;
  }

  /** Closes what was not used since then, by {@link System#nanoTime}. */
  void sweep(long idleSince) {
    while (!idle.isEmpty() && idle.getFirst().since - idleSince < 0) {
      idle.removeFirst().socket.close("idle");
    }
  }

  void close() {
    closed = true;
    idle.forEach(connection -> connection.socket.close("this node stops"));
    idle.clear();
  }

  /** A connection that waits for its next body. */
  private final class Idle implements FrameSink {
    private final PeerSocket socket;
    private final long since = System.nanoTime();

    Idle(PeerSocket socket) {
      this.socket = socket;
    }

    @Override
    public void frame(Frame frame) {
      // An aborted stage may have opened or failed at the same time; else nothing is due.
      if (frame.type() != FrameType.FAIL && frame.type() != FrameType.OPENED) {
        throw new IllegalArgumentException("not asked for: " + frame.type());
      }
    }

    @Override
    public void bytes(Buffer slice) {
      throw new IllegalArgumentException("bytes of a body that nobody asked for");
    }

    @Override
    public void closed(String reason) {
      idle.remove(this);
      open--;
    }
  }
}
