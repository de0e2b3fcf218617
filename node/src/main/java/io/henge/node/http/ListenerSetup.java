package io.henge.node.http;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How every HTTP listener of a node is set up: HTTP/1.x and nothing else, every size bounded, every
 * connection counted and guarded. One for all event loops.
 */
final class ListenerSetup {
  /** A key of which each byte is escaped, and room for parameters. */
  private static final int REQUEST_LINE_BYTES_MAX = 8 << 10;

  /** Large chunks make large writes to disk; Vert.x's own default of 8 KiB halves the rate. */
  private static final int CHUNK_BYTES_MAX = 128 << 10;

  private static final int ACCEPT_BACKLOG = 1024;

  private final HttpLimits limits;
  private final RequestIds ids;
  private final AtomicInteger open = new AtomicInteger();
  private final Counter refused;
  private final Map<SlowClientGuard.Slowness, Counter> slow =
      new EnumMap<>(SlowClientGuard.Slowness.class);

  ListenerSetup(String listener, HttpLimits limits, RequestIds ids, Meters meters) {
    this.limits = limits;
    this.ids = ids;
    meters.gauge(Metric.HTTP_CONNECTIONS, open::get, "listener", listener);
    refused = meters.counter(Metric.HTTP_CONNECTIONS_REFUSED, "listener", listener);
    for (SlowClientGuard.Slowness phase : SlowClientGuard.Slowness.values()) {
      slow.put(
          phase,
          meters.counter(
              Metric.HTTP_SLOW_CLIENTS,
              "listener",
              listener,
              "phase",
              phase.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** A server for the current event loop, not yet listening and without a request handler. */
  HttpServer server(Vertx vertx, String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setAcceptBacklog(ACCEPT_BACKLOG)
            .setTcpNoDelay(true)
            .setHttp2ClearTextEnabled(false)
            .setDecompressionSupported(false)
            .setCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(false)
            .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
            .setMaxHeaderSize(limits.headBytesMax())
            .setMaxChunkSize(CHUNK_BYTES_MAX);
    return vertx.createHttpServer(options).connectionHandler(admitting(options.getHttp1Config()));
  }

  private Handler<HttpConnection> admitting(Http1ServerConfig http1) {
    return connection -> {
      if (open.incrementAndGet() > limits.connectionsMax()) {
        open.decrementAndGet();
        refused.increment();
        connection.close();
        return;
      }
      connection.closeHandler(closed -> open.decrementAndGet());
      Channel channel = ((ConnectionBase) connection).channel();
      channel
          .config()
          .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(1024, 4096, CHUNK_BYTES_MAX));
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.replace("httpDecoder", "httpDecoder", new StrictHttp(http1));
      SlowClientGuard.install(
          connection, limits.patience(), ids, phase -> slow.get(phase).increment());
    };
  }
}
