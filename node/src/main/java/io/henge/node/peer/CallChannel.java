package io.henge.node.peer;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Network;
import io.henge.node.port.NetworkFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * costs its callers nothing.
 *
 * <p>While answers are due and nothing comes, the peer is pinged: it answers that at once, however
 * long a call takes it, so a slow operation is told from a silent peer. A silent one is suspected,
 * and later the connection is given up: after a network outage TCP may need minutes to notice what
 * a new connection shows at once. A connection never carries so many calls at once that the peer
 * would stop to read it, and with it the pings.
 */
final class CallChannel implements FrameSink {
  private static final long BACKOFF_MILLIS_MIN = 50;
  private static final long BACKOFF_MILLIS_MAX = 2_000;

  /** After so many times the silence that is suspicious a connection is given up. */
  private static final int SILENCES_MAX = 3;

  private static final long UNSENT_BYTES_MAX = 32 << 20;

  private final Vertx vertx;
  private final PeerDialer dialer;
  private final PeerTarget target;
  private final PeerHealth health;
  private final PeerLimits limits;
  private final Silence silence = new Silence();

  /** By number of the call, oldest first. */
  private final Map<Long, Call> calls = new LinkedHashMap<>();

  private Optional<PeerSocket> socket = Optional.empty();
  private boolean dialing;
  private boolean closed;
  private long lastCallId;

  /** The calls that wait for the connection, or for earlier ones to be answered. */
  private final Deque<Call> waiting = new ArrayDeque<>();

  private long waitingBytes;

  /** How many calls the peer has not answered on this connection, given up or not. */
  private int unanswered;

  /** Of calls that the operating system has not taken yet. */
  private long unsentBytes;

  private boolean isWatched;
  private boolean isPinged;
  private long pingId;
  private long backoffMillis;
  private long dialNotBefore;
  private String lastFailure = "";

  /** A call that waits for its answer, or for the connection to be sent on. */
  private record Call(long id, FrameType type, Buffer request, Promise<Buffer> reply, long timer) {}

  CallChannel(
      Vertx vertx, PeerDialer dialer, PeerTarget target, PeerHealth health, PeerLimits limits) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.target = target;
    this.health = health;
    this.limits = limits;
  }

  /** Sends a request; fails with {@link NetworkFailure}. */
  Future<Buffer> call(FrameType type, Buffer request, long timeoutMillis) {
    long now = nowMillis();
    // The prober asks for new connections at its own pace.
    if (socket.isEmpty() && !dialing && type != FrameType.PING && now < dialNotBefore) {
      return failed(Reason.UNREACHABLE, lastFailure);
    }
    if (closed || calls.size() >= limits.callsMax() || tooManyBytes()) {
      return failed(Reason.REFUSED, closed ? "this node stops" : "too many calls to " + target);
    }
    if (request.length() > Network.MESSAGE_BYTES_MAX) {
      return failed(Reason.REFUSED, "a message of " + request.length() + " bytes is too large");
    }
    long callId = ++lastCallId;
    long timer = vertx.setTimer(timeoutMillis, late -> timedOut(callId, timeoutMillis));
    Call call = new Call(callId, type, request, Promise.promise(), timer);
    calls.put(callId, call);
    waitingBytes += request.length();
    if (type == FrameType.PING) {
      waiting.addFirst(call);
    } else {
      waiting.addLast(call);
    }
    silence.asked(now);
    watch();
    if (socket.isPresent()) {
      sendWaiting(socket.get());
    } else {
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
    unanswered = 0;
    isPinged = false;
    silence.heard(nowMillis(), !calls.isEmpty());
    open.sink(this);
    open.sendTogether();
    sendWaiting(open);
  }

  private void notConnected(Throwable why) {
    dialing = false;
    lastFailure = why.getMessage();
    backoffMillis = Math.max(BACKOFF_MILLIS_MIN, Math.min(BACKOFF_MILLIS_MAX, 2 * backoffMillis));
    dialNotBefore = nowMillis() + backoffMillis;
    failAll(why);
  }

  private void sendWaiting(PeerSocket open) {
    int unansweredMax = Math.max(1, limits.servedMax() * 3 / 4);
    while (!waiting.isEmpty()) {
      Call call = waiting.element();
      // There is always room for a ping.
      if (unanswered >= unansweredMax && call.type() != FrameType.PING) {
        return;
      }
      waiting.remove();
      unanswered++;
      int length = call.request().length();
      waitingBytes -= length;
      unsentBytes += length;
      open.write(call.type(), call.id(), call.request()).onComplete(sent -> unsentBytes -= length);
    }
  }

  /** Looks at the silence from time to time, as long as an answer is due. */
  private void watch() {
    if (!isWatched && silence.isDue() && !closed) {
      isWatched = true;
      long pauseMillis = Math.max(1, limits.silenceMillis() / 4);
      long due = nowMillis() + pauseMillis;
      vertx.setTimer(pauseMillis, tick -> look(nowMillis() - due));
    }
  }

  private void look(long lateMillis) {
    isWatched = false;
    silence.excuse(Math.max(0, lateMillis));
    long millis = silence.millis(nowMillis());
    if (millis >= limits.silenceMillis()) {
      target.node().ifPresent(node -> health.silent(node, target.address()));
    }
    if (millis >= SILENCES_MAX * limits.silenceMillis()) {
      socket.ifPresent(open -> open.close("nothing came for " + millis + " ms"));
    } else if (millis >= limits.silenceMillis() / 2 && !isPinged) {
      socket.ifPresent(this::ping);
    }
    watch();
  }

  /** Nobody waits for the answer: that something comes is the answer. */
  private void ping(PeerSocket open) {
    isPinged = true;
    pingId = ++lastCallId;
    open.write(FrameType.PING, pingId);
  }

  private void timedOut(long callId, long timeoutMillis) {
    Call call = calls.remove(callId);
    if (call == null) {
      return;
    }
    target.node().ifPresent(node -> health.timedOut(node, target.address()));
    if (waiting.removeIf(unsent -> unsent.id() == callId)) {
      waitingBytes -= call.request().length();
    }
    call.reply()
        .fail(
            new NetworkFailure(
                Reason.TIMEOUT, "no answer of " + target + " in " + timeoutMillis + " ms"));
  }

  @Override
  public void frame(Frame frame) {
    if (frame.type() != FrameType.REPLY && frame.type() != FrameType.CALL_FAILED) {
      throw new IllegalArgumentException("not an answer: " + frame.type());
    }
    target.node().ifPresent(node -> health.answered(node, target.address()));
    Call call = calls.remove(frame.callId());
    silence.heard(nowMillis(), !calls.isEmpty());
    if (isPinged && frame.callId() == pingId) {
      isPinged = false;
      return;
    }
    unanswered--;
    socket.ifPresent(this::sendWaiting);
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
    waiting.clear();
    waitingBytes = 0;
    silence.heard(nowMillis(), false);
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
