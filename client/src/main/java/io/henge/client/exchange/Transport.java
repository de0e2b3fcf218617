package io.henge.client.exchange;

import io.henge.client.ClientEvents;
import io.henge.client.cluster.Nodes;
import io.henge.client.exchange.CallFailure.Kind;
import io.henge.ring.Address;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests to nodes over HTTP/1.1, on kept connections, a bounded number to each. Follows no
 * redirects, unpacks nothing, and bounds what it reads of heads.
 */
public final class Transport {
  private static final int HEAD_BYTES_MAX = 32 << 10;
  private static final int LINE_BYTES_MAX = 4 << 10;
  private static final int IDLE_SECONDS = 30;

  private final Vertx vertx;
  private final HttpClient http;
  private final Nodes nodes;
  private final ClientEvents events;
  private final long patienceMillis;

  /**
   * Its bounds.
   *
   * @param connectMillis how long a connection may take
   * @param connections to one node, at the most
   * @param waiting requests for a connection to one node, at the most
   * @param patienceMillis a node that was waited for so long and was silent is suspected
   */
  public record Bounds(int connectMillis, int connections, int waiting, long patienceMillis) {}

  public Transport(Vertx vertx, Bounds bounds, Nodes nodes, ClientEvents events) {
    this.vertx = vertx;
    this.patienceMillis = bounds.patienceMillis();
    this.nodes = nodes;
    this.events = events;
    http =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout(bounds.connectMillis())
                    .setKeepAliveTimeout(IDLE_SECONDS)
                    .setMaxHeaderSize(HEAD_BYTES_MAX)
                    .setMaxInitialLineLength(LINE_BYTES_MAX)
                    .setTcpNoDelay(true)
                    .setMetricsName("henge"))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(bounds.connections())
                    .setMaxWaitQueueSize(bounds.waiting()))
            // A request hears of its broken connection itself.
            .withConnectHandler(connection -> connection.exceptionHandler(unheard -> {}))
            .build();
  }

  /** Sends a request; to be called on the context that it then belongs to. */
  public Exchange send(Call call, long stallMillis) {
    Context context = Vertx.currentContext();
    long began = System.nanoTime();
    Exchange exchange = new Exchange(vertx, context, call, stallMillis);
    exchange.begin(http);
    exchange
        .answer()
        .onComplete(
            answer -> {
              nodes.answered(call.node());
              tell(call, answer.status(), began);
            },
            cause -> {
              if (cause instanceof CallFailure failure && failure.isTheNodes()) {
                if (failure.kind() != Kind.SILENT || call.headMillis() >= patienceMillis) {
                  nodes.failed(call.node(), failure.getMessage());
                }
                tell(call, 0, began);
              }
            });
    return exchange;
  }

  /** Asks a node whether it is there, apart from all else; what comes of it is noted. */
  public void probe(Address node, long millis) {
    Call call = new Call(node, "GET", SystemPaths.LIVE, Map.of(), Optional.empty(), millis);
    vertx
        .getOrCreateContext()
        .runOnContext(turn -> send(call, millis).answer().onSuccess(Answer::drop));
  }

  private void tell(Call call, int status, long began) {
    events.attempted(
        call.node().toString(), call.method(), status, Duration.ofNanos(System.nanoTime() - began));
  }

  /** A failure that came with the body, after the head. */
  public void lostWithBody(Call call, Throwable cause) {
    if (cause instanceof CallFailure failure
        && failure.isTheNodes()
        && failure.kind() != Kind.MALFORMED) {
      nodes.failed(call.node(), failure.getMessage());
    }
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return http.close();
  }
}
