package io.henge.chaos;

import static org.awaitility.Awaitility.await;

import io.henge.chaos.Tally.Count;
import io.henge.chaos.workload.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Reads keys while nobody writes them: each must show the last acknowledged write or a later one of
 * unknown outcome. Reads are asked again for a while when the node says that it cannot tell.
 */
final class Reads {
  private static final int CLIENTS = 4;
  private static final Duration ONCE = Duration.ofMillis(100);

  /** For all keys together: a node that never answers is not asked for each of them as long. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private static final Shown NOTHING =
      new Shown(0, Optional.empty(), Optional.empty(), 1, "no answer");

  private Reads() {}

  /** Reads and settles those keys. */
  static void settle(int port, List<KeyHistory> keys, Tally tally) {
    each(port, keys, tally, KeyHistory::settle);
  }

  /** Reads those keys and settles nothing: unknown writes may still happen. */
  static void verify(int port, List<KeyHistory> keys, Tally tally) {
    each(port, keys, tally, KeyHistory::violation);
  }

  /** What is wrong with what a key shows. */
  private interface Check extends BiFunction<KeyHistory, Shown, Optional<String>> {}

  private static void each(int port, List<KeyHistory> keys, Tally tally, Check check) {
    Queue<KeyHistory> left = new ConcurrentLinkedQueue<>(keys);
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(pool.submit(() -> all(port, left, tally, check)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check ended", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void all(int port, Queue<KeyHistory> left, Tally tally, Check check) {
    long patientUntil = System.nanoTime() + ANSWER_WITHIN.toNanos();
    try (LoadConnection connection = new LoadConnection(port, new AtomicInteger())) {
      for (KeyHistory key = left.poll(); key != null; key = left.poll()) {
        Duration patience = Duration.ofNanos(Math.max(1, patientUntil - System.nanoTime()));
        Shown shown = read(connection, key.key(), patience);
        check.apply(key, shown).ifPresent(tally::violation);
        count(tally, shown);
        tally.count(Count.KEYS_VERIFIED);
      }
    }
  }

  private static Shown read(LoadConnection connection, String key, Duration patience) {
    AtomicReference<Shown> last = new AtomicReference<>(NOTHING);
    try {
      await()
          .atMost(patience.plus(ONCE))
          .pollDelay(Duration.ZERO)
          .until(() -> tried(connection, key, last), again -> !again);
    } catch (ConditionTimeoutException e) {
      // What the node answers all the time is judged as it is.
      return last.get();
    }
    return last.get();
  }

  /** Whether to ask again. */
  private static boolean tried(LoadConnection connection, String key, AtomicReference<Shown> last) {
    try {
      Shown shown = Shown.of(connection, key);
      last.set(shown);
      return shown.status() == 503 || shown.status() == 504 || shown.status() == 429;
    } catch (IOException e) {
      return true;
    }
  }

  /** Counts one read that was answered. */
  static void count(Tally tally, Shown shown) {
    if (shown.status() == 200) {
      tally.count(Count.READS_WHOLE);
      tally.add(Count.BYTES_READ, shown.payload().map(Payload::sizeBytes).orElse(0));
    } else {
      tally.count(shown.isAnswer() ? Count.READS_ABSENT : Count.READS_FAILED);
    }
    if (shown.siblings() > 1) {
      tally.count(Count.SIBLINGS_SEEN);
    }
  }
}
