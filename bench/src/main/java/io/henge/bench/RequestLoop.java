package io.henge.bench;

import io.henge.bench.load.Arrivals;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Makes one kind of request for random keys for some seconds, and notes how long each took. */
final class RequestLoop {
  private final Request request;
  private final int keys;
  private final Histogram took = new ConcurrentHistogram(3);
  private final AtomicLong failed = new AtomicLong();

  /** A request for a key. */
  @FunctionalInterface
  interface Request {
    CompletableFuture<?> make(String key);
  }

  /**
   * What came of it.
   *
   * @param tookMicros of those that succeeded
   * @param failed how many did not
   * @param perSecond how many succeeded in a second, until the last one had ended
   */
  record Round(Histogram tookMicros, long failed, double perSecond) {}

  RequestLoop(Request request, int keys) {
    this.request = request;
    this.keys = keys;
  }

  /** So many requests at once, and no pause between them. */
  Round closed(int atOnce, int seconds) {
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    List<CompletableFuture<?>> lanes = new ArrayList<>();
    for (int lane = 0; lane < atOnce; lane++) {
      CompletableFuture<Void> ended = new CompletableFuture<>();
      lanes.add(ended);
      lane(end, ended);
    }
    return round(lanes, began);
  }

  /** One request after the other, until it is time. */
  private void lane(long end, CompletableFuture<Void> ended) {
    if (System.nanoTime() - end >= 0) {
      ended.complete(null);
      return;
    }
    CompletableFuture<?> unused = counted(System.nanoTime()).thenRun(() -> lane(end, ended));
  }

  /**
   * So many requests a second at random times, whatever becomes of those before. What each took
   * counts from when it was due, so that a stall is seen by all whom it keeps waiting.
   */
  Round open(double perSecond, int seconds) {
    long began = System.nanoTime();
    Arrivals arrivals =
        Arrivals.open(
            began, began + TimeUnit.SECONDS.toNanos(seconds), perSecond, new SplittableRandom());
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (long now = began; !arrivals.isOver(now); now = System.nanoTime()) {
      if (arrivals.isDue(now)) {
        all.add(counted(arrivals.take(now)));
      } else {
        LockSupport.parkNanos(arrivals.untilNext(now));
      }
    }
    return round(all, began);
  }

  /** Completes when the request has ended, well or not. */
  private CompletableFuture<Void> counted(long due) {
    String key = "bench/" + ThreadLocalRandom.current().nextInt(keys);
    return request
        .make(key)
        .handle(
            (value, cause) -> {
              if (cause == null) {
                took.recordValue((System.nanoTime() - due) / 1_000);
              } else {
                failed.incrementAndGet();
              }
              return null;
            });
  }

  private Round round(List<CompletableFuture<?>> all, long began) {
    CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Round(took.copy(), failed.get(), took.getTotalCount() / seconds);
  }
}
