package io.henge.node.http;

import io.henge.ring.wire.SystemPaths;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One line for each request: at DEBUG, and at WARN when this node failed it. */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private AccessLog() {}

  /**
   * Writes the line of an exchange that is over.
   *
   * @param ended whether the answer went out as a whole
   * @param failed whether it is a failure of this node, and not of one that it asked
   */
  static void write(Exchange exchange, boolean ended, boolean failed, long nanos) {
    Level level = failed && !isProbe(exchange.request()) ? Level.WARN : Level.DEBUG;
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    HttpServerRequest request = exchange.request();
    LOG.atLevel(level)
        .log(
            "method={} path={} status={} {} received={} sent={} millis={} request={} remote={}",
            LogText.of(request.method().name()),
            LogText.of(request.path() == null ? "" : request.path()),
            exchange.response().getStatusCode(),
            ended ? "ended" : "aborted",
            request.bytesRead(),
            exchange.sentBytes(),
            TimeUnit.NANOSECONDS.toMillis(nanos),
            LogText.of(exchange.requestId()),
            request.remoteAddress());
  }

  /** Whoever asks for the health gets to see it; a node that is not ready yet is no surprise. */
  private static boolean isProbe(HttpServerRequest request) {
    return request.uri().startsWith(SystemPaths.READY);
  }
}
