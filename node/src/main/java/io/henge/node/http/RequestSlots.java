package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.ring.wire.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the requests that are worked on at a time. One for all event loops; thread-safe. */
final class RequestSlots {
  /** A page of keys is read from the disks of all members, some hundred keys from each. */
  private static final int REQUESTS_PER_LISTING = 16;

  private final int max;
  private final int listingsMax;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger listings = new AtomicInteger();

  RequestSlots(int max, Meters meters) {
    this.max = max;
    listingsMax = Math.max(1, max / REQUESTS_PER_LISTING);
    meters.gauge(Metric.HTTP_IN_FLIGHT, taken::get);
  }

  /**
   * Takes a slot until the exchange is over.
   *
   * @throws BlobFailure 429 when there is none left
   */
  void takeFor(Exchange exchange) {
    take(taken, max, "requests", exchange);
  }

  /**
   * The same for a listing, of which there may be fewer.
   *
   * @throws BlobFailure 429 when there is none left
   */
  void takeForListing(Exchange exchange) {
    take(listings, listingsMax, "listings", exchange);
    takeFor(exchange);
  }

  private static void take(AtomicInteger slots, int most, String of, Exchange exchange) {
    if (slots.incrementAndGet() > most) {
      slots.decrementAndGet();
      throw BlobFailure.of(
          ErrorCode.TOO_MANY_REQUESTS, "this node works on " + most + " " + of + ", its limit");
    }
    exchange.whenOver(slots::decrementAndGet);
  }
}
