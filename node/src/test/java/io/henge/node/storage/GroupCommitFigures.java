package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures durable commits of small bodies a second, with more and more of them under way at once.
 * Argument: a directory on the disk in question. Not a test.
 */
final class GroupCommitFigures {
  private static final int BODY_BYTES = 1024;
  private static final long SECONDS = Long.getLong("henge.seconds", 5);

  private GroupCommitFigures() {}

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (OpenStore open = OpenStore.in(vertx, Path.of(args[0]).resolve("data"))) {
      AtomicInteger next = new AtomicInteger();
      run(open, 64, 1, next);
      for (int inFlight : new int[] {1, 8, 16, 64}) {
        StoreFacts.Commits before = open.store().facts().commits();
        double seconds = run(open, inFlight, SECONDS, next);
        StoreFacts.Commits after = open.store().facts().commits();
        long writes = after.writes() - before.writes();
        long syncs = after.syncs() - before.syncs();
        System.out.printf(
            "%d in flight: %.0f commits/s, %.1f in a group, %.2f ms a sync%n",
            inFlight,
            writes / seconds,
            (double) writes / syncs,
            (after.syncNanos() - before.syncNanos()) / 1e6 / syncs);
      }
    }
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private static double run(OpenStore open, int inFlight, long seconds, AtomicInteger next)
      throws InterruptedException {
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    CountDownLatch ended = new CountDownLatch(inFlight);
    for (int i = 0; i < inFlight; i++) {
      open.driver().loop().runOnContext(begin -> commit(open, next, end, ended));
    }
    ended.await();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void commit(OpenStore open, AtomicInteger next, long end, CountDownLatch ended) {
    if (System.nanoTime() > end) {
      ended.countDown();
      return;
    }
    int number = next.incrementAndGet();
    Buffer body = Samples.bytes(number, BODY_BYTES);
    Version version = Samples.version(number, Context.EMPTY, body);
    PartitionedKey key = Samples.key(number % 1024, "key" + number);
    open.store()
        .commit(Samples.inline(key, version, body))
        .onComplete(
            done -> commit(open, next, end, ended),
            failed -> {
              System.out.println(failed);
              ended.countDown();
            });
  }
}
