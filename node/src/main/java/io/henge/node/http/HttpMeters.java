package io.henge.node.http;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.ring.wire.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is counted about requests. The meters are looked up once, so that counting allocates little.
 */
final class HttpMeters {
  private static final String OTHER = "other";
  private static final int CLASSES = 6;

  private final Map<String, Counter[]> requests = new HashMap<>();
  private final Map<String, Timer> times = new HashMap<>();
  private final Map<String, Counter> errors = new HashMap<>();
  private final Counter received;
  private final Counter sent;
  private final Counter goneClients;
  private final Counter resets;

  HttpMeters(Meters meters) {
    for (String method : new String[] {"GET", "HEAD", "PUT", "DELETE", OTHER}) {
      Counter[] byClass = new Counter[CLASSES];
      for (int i = 1; i < CLASSES; i++) {
        byClass[i] = meters.counter(Metric.HTTP_REQUESTS, "method", method, "status", i + "xx");
      }
      requests.put(method, byClass);
      times.put(method, meters.timer(Metric.HTTP_REQUEST_TIME, "method", method));
    }
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(code.text(), meters.counter(Metric.HTTP_ERRORS, "code", code.text()));
    }
    received = meters.counter(Metric.HTTP_RECEIVED);
    sent = meters.counter(Metric.HTTP_SENT);
    goneClients = meters.counter(Metric.HTTP_ABORTED, "by", "client");
    resets = meters.counter(Metric.HTTP_ABORTED, "by", "node");
  }

  /** A request that was answered to the end. */
  void answered(HttpMethod method, int status, long nanos) {
    String name = requests.containsKey(method.name()) ? method.name() : OTHER;
    requests.get(name)[Math.min(Math.max(status / 100, 1), CLASSES - 1)].increment();
    times.get(name).record(nanos, TimeUnit.NANOSECONDS);
  }

  void error(ErrorCode code) {
    errors.get(code.text()).increment();
  }

  /** Bytes of bodies, when the request is over. */
  void bytes(long receivedBytes, long sentBytes) {
    received.increment((double) receivedBytes);
    sent.increment((double) sentBytes);
  }

  /** An answer that did not end. */
  void aborted(boolean byClient) {
    (byClient ? goneClients : resets).increment();
  }
}
