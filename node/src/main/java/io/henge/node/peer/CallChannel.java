package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Network;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The calls to one peer, many at once over one connection, which is opened when it is needed and
 * again when it broke. Used from one event loop.
 *
 * <p>A call ends: with its answer, with its timeout, or with the connection. After a connection
 * could not be made, calls fail at once for a moment that doubles each time, so that a dead peer
 * costs its callers nothing. A connection on which nothing comes although answers are due is given
 * up: after a network outage TCP may need minutes to notice what a new connection shows at once.
 */
final class CallChannel implements FrameSink {
  private static final long BACKOFF_MILLIS_MIN = 50;
  private static final long BACKOFF_MILLIS_MAX = 2_000;
  private static final long SILENCE_MILLIS_MAX = 3_000;
  private static final long UNSENT_BYTES_MAX = 32 << 20;

  private final Vertx vertx;
  private final PeerDialer dialer;
  private final PeerTarget target;
  private final PeerHealth health;
  private final int callsMax;

  /** By number of the call, oldest first. */
  private final Map<Long, Call> calls = new LinkedHashMap<>();

  private Optional<PeerSocket> socket = Optional.empty();
  private boolean dialing;
  private boolean closed;
  private long lastCallId;

  /** Of calls that wait for a connection. */
  private long waitingBytes;

  /** Of calls that the operating system has not taken yet. */
  private long unsentBytes;

  private long heardAt;
  private long backoffMillis;
  private long dialNotBefore;
  private String lastFailure = "";

  /** A call that waits for its answer, or for the connection to be sent on. */
  private record Call(FrameType type, Buffer request, Promise<Buffer> reply, long timer) {}

  CallChannel(Vertx vertx, PeerDialer dialer, PeerTarget target, PeerHealth health, int callsMax) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.health = health;
    this.callsMax = callsMax;
  }

  /** Sends a request; fails with {@link NetworkFailure}. */
  Future<Buffer> call(FrameType type, Buffer request, long timeoutMillis) {
    long now = nowMillis();
    // The prober asks for new connections at its own pace.
    if (socket.isEmpty() && !dialing && type != FrameType.PING && now < dialNotBefore) {
      return failed(Reason.UNREACHABLE, lastFailure);
    }
    if (closed || calls.size() >= callsMax || tooManyBytes()) {
      return failed(Reason.REFUSED, closed ? "this node stops" : "too many calls to " + target);
    }
    if (request.length() > Network.MESSAGE_BYTES_MAX) {
      return failed(Reason.REFUSED, "a message of " + request.length() + " bytes is too large");
    }
    long callId = ++lastCallId;
    if (calls.isEmpty()) {
      heardAt = now;
    }
    long timer = vertx.setTimer(timeoutMillis, late -> timedOut(callId, timeoutMillis));
    Call call = new Call(type, request, Promise.promise(), timer);
    calls.put(callId, call);
    if (socket.isPresent()) {
      send(socket.get(), callId, call);
    } else {
      waitingBytes += request.length();
      dial();
    }
    return call.reply().future();
  }

  void close() {
    closed = true;
    socket.ifPresent(open -> open.close("this node stops"));
    failAll(new NetworkFailure(Reason.UNREACHABLE, "this node stops"));
  }

  private boolean tooManyBytes() {
    return waitingBytes + unsentBytes > UNSENT_BYTES_MAX;
  }

  private void dial() {
    if (dialing) {
      return;
    }
    dialing = true;
    dialer.dial(target, Hello.Role.CALLS).onComplete(this::connected, this::notConnected);
  }

  private void connected(PeerSocket open) {
    dialing = false;
    if (closed) {
      open.close("this node stops");
      return;
    }
    socket = Optional.of(open);
    backoffMillis = 0;
    waitingBytes = 0;
    heardAt = nowMillis();
    open.sink(this);
    calls.forEach((callId, call) -> send(open, callId, call));
  }

  private void notConnected(Throwable why) {
    dialing = false;
    lastFailure = why.getMessage();
    backoffMillis = Math.max(BACKOFF_MILLIS_MIN, Math.min(BACKOFF_MILLIS_MAX, 2 * backoffMillis));
    dialNotBefore = nowMillis() + backoffMillis;
    failAll(why);
  }

  private void send(PeerSocket open, long callId, Call call) {
    int length = call.request().length();
    unsentBytes += length;
    open.write(call.type(), callId, call.request()).onComplete(sent -> unsentBytes -= length);
  }

  private void timedOut(long callId, long timeoutMillis) {
    Call call = calls.remove(callId);
    if (call == null) {
      return;
    }
    target.node().ifPresent(node -> health.timedOut(node, target.address()));
    boolean silent = nowMillis() - heardAt >= SILENCE_MILLIS_MAX;
    if (socket.isEmpty()) {
      waitingBytes -= call.request().length();
    } else if (silent || call.type() == FrameType.PING) {
      socket.get().close("silent");
    }
    call.reply()
        .fail(
            new NetworkFailure(
                Reason.TIMEOUT, "no answer of " + target + " in " + timeoutMillis + " ms"));
  }

  @Override
  public void frame(Frame frame) {
    heardAt = nowMillis();
    if (frame.type() != FrameType.REPLY && frame.type() != FrameType.CALL_FAILED) {
      throw new IllegalArgumentException("not an answer: " + frame.type());
    }
    target.node().ifPresent(node -> health.answered(node, target.address()));
    Call call = calls.remove(frame.callId());
    if (call == null) {
      return; // It came too late.
    }
    vertx.cancelTimer(call.timer());
    if (frame.type() == FrameType.REPLY) {
      call.reply().complete(frame.payload());
    } else {
      String why = BodyMessages.decodeText(frame.payload());
      call.reply().fail(new NetworkFailure(Reason.REFUSED, target + ": " + why));
    }
  }

  @Override
  public void bytes(Buffer slice) {
    throw new IllegalArgumentException("bytes of a body among calls");
  }

  @Override
  public void closed(String reason) {
    socket = Optional.empty();
    if (!calls.isEmpty()) {
      target.node().ifPresent(node -> health.broke(node, target.address()));
    }
    failAll(new NetworkFailure(Reason.UNREACHABLE, target + ": " + reason));
  }

  private void failAll(Throwable why) {
    ArrayList<Call> lost = new ArrayList<>(calls.values());
    calls.clear();
    waitingBytes = 0;
    for (Call call : lost) {
      vertx.cancelTimer(call.timer());
      call.reply().fail(why);
    }
  }

  private static <T> Future<T> failed(Reason reason, String text) {
    return Future.failedFuture(new NetworkFailure(reason, text));
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
