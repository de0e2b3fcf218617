package io.henge.client.exchange;

import io.henge.client.exchange.CallFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;

/**
 * One request on its way: connection, head, body, and the head of the answer. A body that is large,
 * or that can be had only once, is sent when the node asks for it ({@code 100-continue}), so that a
 * refusal comes before.
 *
 * <p>Belongs to one event loop.
 */
public final class Exchange {
  /** Up to here a body goes along with the head. */
  private static final int SENT_UNASKED_MAX = 64 << 10;

  private final Vertx vertx;
  private final Context context;
  private final Call call;
  private final long stallMillis;
  private final Promise<Answer> answer = Promise.promise();
  private Optional<HttpClientRequest> request = Optional.empty();
  private long timer = -1;
  private long sentBefore = -1;

  Exchange(Vertx vertx, Context context, Call call, long stallMillis) {
    this.vertx = vertx;
    this.context = context;
    this.call = call;
    this.stallMillis = stallMillis;
  }

  /** Completes with the head of the answer; fails with {@link CallFailure}. */
  public Future<Answer> answer() {
    return answer.future();
  }

  /** What is asked, and of whom. */
  public Call call() {
    return call;
  }

  /** Nobody waits for it any more. */
  public void cancel() {
    fail(new CallFailure(Kind.CANCELLED, "not wanted any more"));
    // The answer may have come in this moment, and then nobody takes it.
    answer.future().onSuccess(Answer::drop);
  }

  void begin(HttpClient http) {
    armed(call.headMillis(), Kind.BUSY, "no free connection");
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.method()))
            .setHost(call.node().host())
            .setPort(call.node().port())
            .setURI(call.target())
            .setFollowRedirects(false);
    call.headers().forEach(options::putHeader);
    http.request(options)
        .onComplete(
            connected -> {
              if (answer.future().isComplete()) {
                connected.exceptionHandler(unheard -> {});
                connected.reset();
              } else {
                connected(connected);
              }
            },
            cause ->
                fail(
                    new CallFailure(
                        cause instanceof ConnectionPoolTooBusyException
                            ? Kind.BUSY
                            : Kind.NOT_CONNECTED,
                        call.node() + ": " + cause.getMessage(),
                        cause)));
  }

  private void connected(HttpClientRequest connected) {
    request = Optional.of(connected);
    connected.exceptionHandler(this::broken);
    connected.response().onComplete(this::head, this::broken);
    armed(call.headMillis(), Kind.SILENT, "no answer");
    if (call.upload().isEmpty()) {
      connected.end().onFailure(this::broken);
      return;
    }
    Upload upload = call.upload().get();
    if (upload.length().isPresent()) {
      connected.putHeader("Content-Length", Long.toString(upload.length().getAsLong()));
    } else {
      connected.setChunked(true);
    }
    boolean isSentUnasked = upload.length().orElse(Long.MAX_VALUE) <= SENT_UNASKED_MAX;
    if (isSentUnasked) {
      sendBody(connected, upload);
      return;
    }
    connected.putHeader("Expect", "100-continue");
    connected.continueHandler(asked -> sendBody(connected, upload));
    connected.writeHead().onFailure(this::broken);
  }

  private void sendBody(HttpClientRequest connected, Upload upload) {
    if (answer.future().isComplete()) {
      return;
    }
    sentBefore = -1;
    watchBody(upload);
    upload.sendTo(connected, context).onComplete(sent -> awaitAnswer(upload), this::fail);
  }

  /** A node syncs what it has got, at 10 MB/s or better. */
  private static long forSyncing(long bytes) {
    return bytes / 10_000;
  }

  /** As long as the node takes bytes, however slowly, it is there. */
  private void watchBody(Upload upload) {
    if (answer.future().isComplete()) {
      return;
    }
    if (upload.isWhole()) {
      awaitAnswer(upload);
      return;
    }
    if (upload.sent() == sentBefore) {
      fail(
          upload.isReading()
              ? new CallFailure(Kind.SOURCE, "the source gives no bytes")
              : new CallFailure(Kind.SILENT, call.node() + " takes no bytes"));
      return;
    }
    sentBefore = upload.sent();
    disarm();
    timer = vertx.setTimer(stallMillis, late -> watchBody(upload));
  }

  private void awaitAnswer(Upload upload) {
    armed(call.headMillis() + forSyncing(upload.sent()), Kind.SILENT, "no answer");
  }

  /** Whether the node has got all of the request, so that the connection is of further use. */
  private boolean isSent() {
    return call.upload().map(Upload::isWhole).orElse(true);
  }

  private void head(HttpClientResponse response) {
    disarm();
    boolean isSent = isSent();
    if (!isSent) {
      call.upload().ifPresent(Upload::stop);
    }
    Answer came = new Answer(call, response, vertx, isSent);
    if (!answer.tryComplete(came)) {
      came.drop();
    }
  }

  private void broken(Throwable cause) {
    fail(new CallFailure(Kind.BROKEN, call.node() + ": " + cause.getMessage(), cause));
  }

  private void armed(long millis, Kind kind, String what) {
    disarm();
    if (!answer.future().isComplete()) {
      timer =
          vertx.setTimer(
              Math.max(1, millis),
              late ->
                  fail(new CallFailure(kind, call.node() + ": " + what + " in " + millis + " ms")));
    }
  }

  private void disarm() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void fail(Throwable cause) {
    disarm();
    if (answer.tryFail(cause)) {
      request.ifPresent(HttpClientRequest::reset);
      call.upload().ifPresent(Upload::stop);
    }
  }
}
