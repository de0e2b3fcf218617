package io.henge.chaos;

import io.henge.client.Applied;
import io.henge.client.BlobSource;
import io.henge.client.HengeClient;
import io.henge.client.KeyQuery;
import io.henge.client.KeyStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Keys with one prefix, as many as are wanted, between others; written once and then listed. */
final class ListedKeys {
  private static final String PREFIX = "many/";
  private static final int AT_ONCE = 96;
  private static final int HEAP_LOOKS = 10;

  private final HengeClient client;
  private final int count;
  private final KeyQuery query;

  ListedKeys(HengeClient client, int count) {
    this.client = client;
    this.count = count;
    query = KeyQuery.prefix(PREFIX).pagesOf(Math.min(1_000, Math.max(1, count / 20)));
  }

  /**
   * What came of a listing.
   *
   * @param keys how many it had
   * @param violation what it had that it must not have, or lacks although it says it is complete
   * @param heapBytesMin of what is used after a collection, on the way, the least
   * @param heapBytesMax the most
   */
  record Outcome(
      int keys,
      boolean isComplete,
      Optional<String> violation,
      long millis,
      long heapBytesMin,
      long heapBytesMax) {
    @Override
    public String toString() {
      return "%d keys, %s, %d ms, %d keys/s, heap in use %.1f to %.1f MiB"
          .formatted(
              keys,
              isComplete ? "complete" : "says that some may be missing",
              millis,
              keys * 1_000L / Math.max(1, millis),
              heapBytesMin / (double) (1 << 20),
              heapBytesMax / (double) (1 << 20));
    }
  }

  private static String key(int number) {
    return "%s%07d".formatted(PREFIX, number);
  }

  /** Writes all, in an order of its own, and one on either side that is not to be listed. */
  void write() throws InterruptedException {
    long began = System.nanoTime();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    Semaphore free = new Semaphore(AT_ONCE);
    put("many", free, failed);
    put("many0", free, failed);
    for (int i = 0; i < count && failed.get() == null; i++) {
      put(key(i), free, failed);
    }
    free.acquire(AT_ONCE);
    if (failed.get() != null) {
      throw new AssertionError("a key was not written", failed.get());
    }
    Numbers.print(
        "ManyKeysIT: %d keys written in %d ms", count, (System.nanoTime() - began) / 1_000_000);
  }

  private void put(String key, Semaphore free, AtomicReference<Throwable> failed)
      throws InterruptedException {
    free.acquire();
    CompletableFuture<Applied> put = client.put(key, BlobSource.of("x"));
    CompletableFuture<Void> unused =
        put.handle(
            (applied, cause) -> {
              if (cause != null) {
                failed.set(cause);
              }
              free.release();
              return null;
            });
  }

  /** Goes through all, and looks at the heap on the way. */
  Outcome list() {
    KeyStream stream = client.blocking().list(query);
    Optional<String> violation = Optional.empty();
    long began = System.nanoTime();
    long looking = 0;
    long least = Long.MAX_VALUE;
    long most = 0;
    int seen = 0;
    String before = "";
    while (stream.hasNext()) {
      String name = stream.next().name();
      boolean isInPlace = name.compareTo(before) > 0 && name.startsWith(PREFIX);
      if (!isInPlace && violation.isEmpty()) {
        violation = Optional.of(name + " comes after " + before);
      }
      before = name;
      seen++;
      if (seen % Math.max(1, count / HEAP_LOOKS) == 0) {
        long look = System.nanoTime();
        long heap = heapBytes();
        looking += System.nanoTime() - look;
        least = Math.min(least, heap);
        most = Math.max(most, heap);
      }
    }
    long millis = (System.nanoTime() - began - looking) / 1_000_000;
    boolean isComplete = stream.isComplete();
    if (seen > count || (isComplete && seen < count)) {
      violation = violation.or(() -> Optional.of("not " + count + " keys"));
    }
    return new Outcome(seen, isComplete, violation, millis, least, most);
  }

  private static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
