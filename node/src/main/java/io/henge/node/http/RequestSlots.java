package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.ring.wire.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the requests that are worked on at a time. One for all event loops; thread-safe. */
final class RequestSlots {
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  RequestSlots(int max, Meters meters) {
    this.max = max;
    meters.gauge(Metric.HTTP_IN_FLIGHT, taken::get);
  }

  /**
   * Takes a slot until the exchange is over.
   *
   * @throws BlobFailure 429 when there is none left
   */
  void takeFor(Exchange exchange) {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      throw BlobFailure.of(
          ErrorCode.TOO_MANY_REQUESTS, "this node works on " + max + " requests, its limit");
    }
    exchange.whenOver(taken::decrementAndGet);
  }
}
