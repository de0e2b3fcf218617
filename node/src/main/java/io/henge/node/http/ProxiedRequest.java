package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.peer.Checksum;
import io.henge.ring.Member;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to an owner and back, both bodies streamed with back-pressure.
 *
 * <p>A body is sent with {@code Expect: 100-continue}, so an owner can refuse before the client is
 * asked for it, and as long as nothing has been asked for, the next owner can be tried. After that
 * only the client can repeat the request; it is told that the write may surface.
 */
final class ProxiedRequest {
  private static final Logger LOG = LoggerFactory.getLogger(ProxiedRequest.class);
  private static final long CONNECT_MILLIS_MAX = 2_000;

  /** An owner that is probably not there is tried, as the suspicion may be wrong; not for long. */
  private static final long SUSPECTED_MILLIS = 300;

  private static final long MARGIN_MILLIS = 1_000;
  private static final long STALL_MILLIS = 30_000;

  /** A body's bytes may take the owners' disks a while to sync: at least 10 MB a second. */
  private static final long SYNC_BYTES_PER_MILLI = 10_000;

  private final HttpClient client;
  private final String nodeId;
  private final OwnerProxy.Outcomes outcomes;
  private final Exchange exchange;
  private final HttpBody body;
  private final boolean write;
  private final long deadlineNanos;
  private final long timeoutMillis;
  private final Deadline patience;

  private final List<ReplicaFailure> failures = new ArrayList<>();

  private OwnerProxy.Way way;
  private Member owner;
  private HttpClientRequest upstream;
  private boolean upstreamDone = true;
  private boolean requestEnded;
  private boolean mayHaveEffect;
  private boolean timedOut;
  private long bodyBytes;
  private final Checksum sent = new Checksum();

  ProxiedRequest(
      HttpClient client,
      String nodeId,
      OwnerProxy.Outcomes outcomes,
      Exchange exchange,
      long timeoutMillis) {
    this.client = client;
    this.nodeId = nodeId;
    this.outcomes = outcomes;
    this.exchange = exchange;
    this.timeoutMillis = timeoutMillis;
    way = new OwnerProxy.Way(List.of(), Set.of(), Optional.empty());
    deadlineNanos = System.nanoTime() + timeoutMillis * 1_000_000;
    HttpMethod method = exchange.request().method();
    write = method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
    // The owner checks length and checksums; to do so twice would only cost.
    body = new HttpBody(exchange, BodyChecks.none(), Long.MAX_VALUE);
    ContextInternal context = (ContextInternal) Vertx.currentContext();
    patience = new Deadline(context.nettyEventLoop(), this::timeOut);
    exchange.whenOver(this::giveUp);
    exchange.whenOver(patience::close);
  }

  /** Tries one after the other, the next one as long as nothing can have happened. */
  void pass(String target, OwnerProxy.Way way) {
    this.way = way;
    pass(target, way.members());
  }

  private void pass(String target, List<Member> owners) {
    if (exchange.isOver()) {
      return;
    }
    long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (owners.isEmpty() && left >= 1 && way.here().isPresent()) {
      way.here().get().accept(left);
      return;
    }
    if (owners.isEmpty() || left < 1) {
      outcomes.unreachable().increment();
      exchange.fail(
          BlobFailure.quorum(
              ErrorCode.UNAVAILABLE, "no owner of the key could be reached", false, failures));
      return;
    }
    owner = owners.get(0);
    List<Member> others = owners.subList(1, owners.size());
    boolean isLast = isLast(others);
    long share = isLast ? left : Math.max(1, left / 2);
    if (!isLast && way.suspected().contains(owner)) {
      share = Math.min(share, SUSPECTED_MILLIS);
    }
    request(target, share, others);
  }

  private void request(String target, long share, List<Member> others) {
    client
        .request(options(target, share))
        .onComplete(
            (request, unreachable) -> {
              if (request == null) {
                note(Reason.UNREACHABLE, "it does not accept connections");
                pass(target, others);
                return;
              }
              // How it ends is told by its response; without a handler Vert.x logs a reset as
              // ERROR.
              request.exceptionHandler(broken -> {});
              if (exchange.isOver()) {
                request.reset();
              } else {
                send(request, share, target, others);
              }
            });
  }

  private RequestOptions options(String target, long millis) {
    return new RequestOptions()
        .setMethod(exchange.request().method())
        .setHost(owner.client().host())
        .setPort(owner.client().port())
        .setURI(target)
        .setFollowRedirects(false)
        .setConnectTimeout(Math.min(millis, CONNECT_MILLIS_MAX));
  }

  private void send(HttpClientRequest request, long millis, String target, List<Member> others) {
    upstream = request;
    upstreamDone = false;
    requestEnded = false;
    timedOut = false;
    EndToEndHeaders.ofRequest(exchange.headers(), request.headers());
    request.putHeader(HengeHeaders.PROXIED_BY, nodeId);
    request
        .response()
        .onComplete(
            (response, lost) -> {
              if (response != null) {
                response.exceptionHandler(broken -> {});
              }
              if (response != null && (isLast(others) || !isRefusedForRoom(response))) {
                answer(response);
              } else if (response != null) {
                note(Reason.NO_SPACE, "it has no room for the body");
                lost(target, others);
              } else {
                noteSilence();
                lost(target, others);
              }
            });
    if (exchange.hasBody()) {
      patience.within(millis);
      offerBody(request);
    } else {
      mayHaveEffect = write;
      patience.within(
          write
              ? timeoutMillis + MARGIN_MILLIS
              : others.isEmpty() ? millis + MARGIN_MILLIS : millis);
      end(request);
    }
  }

  private boolean isLast(List<Member> others) {
    return others.isEmpty() && way.here().isEmpty();
  }

  private void end(HttpClientRequest request) {
    requestEnded = true;
    request.end();
  }

  private void offerBody(HttpClientRequest request) {
    request.putHeader(HttpHeaderNames.EXPECT, "100-continue");
    request.putHeader(HengeHeaders.TRAILING_CRC32C, "true");
    if (body.declaredLength().isPresent()) {
      request.putHeader(
          HttpHeaderNames.CONTENT_LENGTH,
          Long.toString(body.declaredLength().getAsLong() + TrailingSum.BYTES));
    } else {
      request.setChunked(true);
    }
    request.continueHandler(wanted -> sendBody(request));
    request.writeHead();
  }

  private void sendBody(HttpClientRequest request) {
    // An owner that was given up may still say that it wants the body.
    if (exchange.isOver() || request != upstream || upstreamDone || mayHaveEffect) {
      return;
    }
    mayHaveEffect = true;
    patience.off();
    body.start(chunk -> pump(request, chunk))
        .onComplete(
            (whole, failure) -> {
              if (upstreamDone || exchange.response().headWritten()) {
                return;
              }
              if (failure == null) {
                patience.within(timeoutMillis + MARGIN_MILLIS + bodyBytes / SYNC_BYTES_PER_MILLI);
                requestEnded = true;
                request.end(TrailingSum.of(sent));
              } else {
                // The owner sees a body without an end, and drops it.
                exchange.fail(failure);
                giveUp();
              }
            });
  }

  private void pump(HttpClientRequest request, Buffer chunk) {
    if (upstreamDone) {
      return;
    }
    bodyBytes += chunk.length();
    sent.update(chunk);
    request.write(chunk);
    if (request.writeQueueFull()) {
      body.pause();
      patience.within(STALL_MILLIS);
      request.drainHandler(
          drained -> {
            patience.off();
            body.resume();
          });
    }
  }

  /** One full owner is no reason to fail as long as the body was not asked for. */
  private boolean isRefusedForRoom(HttpClientResponse response) {
    boolean refused =
        response.statusCode() == HttpResponseStatus.INSUFFICIENT_STORAGE.code() && !mayHaveEffect;
    if (refused) {
      upstream.reset();
    }
    return refused;
  }

  private void lost(String target, List<Member> others) {
    upstreamDone = true;
    patience.off();
    if (exchange.isOver() || exchange.response().headWritten()) {
      return;
    }
    if (!mayHaveEffect) {
      pass(target, others);
      return;
    }
    outcomes.lost().increment();
    exchange.fail(lostOwner());
  }

  /** A write that is with an owner of which nothing is heard any more may be made all the same. */
  private BlobFailure lostOwner() {
    return failure("the owner that worked on the request was lost before it had answered");
  }

  private BlobFailure failure(String why) {
    return BlobFailure.quorum(
        write ? ErrorCode.QUORUM_NOT_REACHED : ErrorCode.UNAVAILABLE, why, write, failures);
  }

  private BlobFailure broken(AnswerPump.Broken how) {
    if (how == AnswerPump.Broken.LOST) {
      note(Reason.UNREACHABLE, "the connection broke before the answer was whole");
      return lostOwner();
    }
    LOG.warn(
        "node {} sent other bytes than it announced for {}",
        owner.node(),
        LogText.of(exchange.request().uri()));
    note(Reason.STORAGE, "its bytes were not those that it announced");
    return failure("the bytes of the answer changed on their way from the owner");
  }

  private void note(Reason reason, String text) {
    failures.add(new ReplicaFailure(owner.seat(), reason, text));
  }

  private void noteSilence() {
    if (timedOut) {
      note(Reason.TIMEOUT, "no answer in the request's time");
    } else {
      note(Reason.UNREACHABLE, "the connection broke before the answer");
    }
  }

  private void answer(HttpClientResponse response) {
    if (exchange.isOver()) {
      giveUp();
      return;
    }
    outcomes.answered().increment();
    patience.off();
    body.pause();
    String id = response.getHeader(HengeHeaders.REQUEST_ID);
    if (id != null) {
      exchange.adoptRequestId(id);
    }
    HttpServerResponse down = exchange.response();
    EndToEndHeaders.ofResponse(response.headers(), down.headers());
    exchange.answer(response.statusCode());
    MultiMap headers = down.headers();
    boolean empty =
        exchange.request().method().equals(HttpMethod.HEAD)
            || response.statusCode() == 204
            || response.statusCode() == 304;
    if (!empty && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      down.setChunked(true);
    }
    new AnswerPump(
            exchange,
            response,
            OwnersSums.body(exchange.request().method(), response.statusCode(), headers),
            this::broken,
            () -> upstreamDone |= requestEnded)
        .start();
  }

  private void timeOut() {
    timedOut = true;
    giveUp();
  }

  /** Ends the owner's part: what was sent to it is dropped there, unless it was whole. */
  private void giveUp() {
    if (!upstreamDone) {
      upstreamDone = true;
      upstream.reset();
    }
  }
}
