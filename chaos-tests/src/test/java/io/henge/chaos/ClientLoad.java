package io.henge.chaos;

import io.henge.client.AbsentException;
import io.henge.client.Blob;
import io.henge.client.BlobSink;
import io.henge.client.BlobSource;
import io.henge.client.HengeClient;
import io.henge.client.HengeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers of their own keys, through one client. Each value is written once and is larger than the
 * one before, so a read shows at once what was lost, and what was applied a second time after its
 * successor.
 */
final class ClientLoad implements AutoCloseable {
  private static final int KEYS_PER_WRITER = 50;
  private static final int BYTES_MAX = 64;
  private static final long NEVER = Long.MIN_VALUE;

  private final HengeClient client;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final AtomicLong succeededNanos = new AtomicLong(NEVER);
  private final AtomicLong gapNanos = new AtomicLong();
  private final Map<String, Long> written = new ConcurrentHashMap<>();
  private volatile boolean isOver;

  ClientLoad(HengeClient client, int writers, long seed) {
    this.client = client;
    for (int i = 0; i < writers; i++) {
      Writer writer = new Writer(i, new SplittableRandom(seed + i));
      Thread thread = new Thread(writer, "writer-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  /** How many puts and gets have ended, well or not. */
  long requests() {
    return requests.get();
  }

  /** Those that the client gave up. */
  List<String> failures() {
    return failures;
  }

  /** What must never be. */
  List<String> violations() {
    return violations;
  }

  /** How long the longest request took, with all its attempts. */
  long longestMillis() {
    return longestNanos.get() / 1_000_000;
  }

  /** The longest time in which no request of any writer succeeded, since one first did. */
  long gapMillis() {
    return gapNanos.get() / 1_000_000;
  }

  /** Ends the writing, and reads all once more. */
  void finish() {
    close();
    for (Map.Entry<String, Long> last : written.entrySet()) {
      Blob<byte[]> found = client.blocking().get(last.getKey(), BlobSink.bytes(BYTES_MAX));
      require(last.getKey(), last.getValue(), Long.MAX_VALUE, found);
      int versions = client.blocking().versions(last.getKey(), BYTES_MAX).siblings().size();
      if (versions != 1) {
        violations.add(last.getKey() + " has " + versions + " versions of one writer");
      }
    }
  }

  @Override
  public void close() {
    isOver = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void require(String key, long least, long most, Blob<byte[]> found) {
    long value = Long.parseLong(new String(found.value(), StandardCharsets.UTF_8).trim());
    if (value < least || value > most) {
      violations.add(key + " shows " + value + ", not " + least + " to " + most);
    }
  }

  /** One after the other: a put of the next value, then a get of any key of its own. */
  private final class Writer implements Runnable {
    private final int number;
    private final SplittableRandom random;
    private final Map<String, Long> tried = new ConcurrentHashMap<>();
    private long next;

    Writer(int number, SplittableRandom random) {
      this.number = number;
      this.random = random;
    }

    @Override
    public void run() {
      while (!isOver) {
        String key = "load/" + number + "/" + random.nextInt(KEYS_PER_WRITER);
        next++;
        timed("put " + key, () -> put(key, next));
        String other = "load/" + number + "/" + random.nextInt(KEYS_PER_WRITER);
        timed("get " + other, () -> get(other));
      }
    }

    private void timed(String what, Runnable step) {
      long began = System.nanoTime();
      try {
        step.run();
        succeeded();
      } catch (HengeException failed) {
        failures.add(what + ": " + failed);
      } catch (RuntimeException unexpected) {
        violations.add(what + ": " + unexpected);
      }
      long took = System.nanoTime() - began;
      longestNanos.accumulateAndGet(took, Math::max);
      requests.incrementAndGet();
    }

    private void succeeded() {
      long now = System.nanoTime();
      long before = succeededNanos.getAndAccumulate(now, Math::max);
      if (before != NEVER) {
        gapNanos.accumulateAndGet(now - before, Math::max);
      }
    }

    private void put(String key, long value) {
      // What ends unknown may show from now on; what was written before is still the least.
      tried.put(key, value);
      client.blocking().put(key, BlobSource.of(Long.toString(value)));
      written.put(key, value);
    }

    private void get(String key) {
      Long least = written.get(key);
      try {
        Blob<byte[]> found = client.blocking().get(key, BlobSink.bytes(BYTES_MAX));
        require(key, least == null ? 0 : least, tried.getOrDefault(key, 0L), found);
      } catch (AbsentException absent) {
        if (least != null) {
          violations.add(key + " is absent, not " + least + ": " + absent);
        }
      }
    }
  }
}
