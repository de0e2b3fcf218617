package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lets the steps of one key run one after the other, and those of different keys at once. Belongs
 * to one event loop, like the partitions whose keys pass through it.
 */
final class KeyOrder {
  /** More waiting writers of one key than this are refused: the queue is a bound, not a buffer. */
  static final int WAITING_MAX = 1024;

  private final Map<PartitionedKey, Line> lines = new HashMap<>();

  /** The steps of a key that have not begun. */
  private static final class Line {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean isBusy;
    private boolean isAdvancing;
  }

  /** Runs the step when all earlier ones of that key have ended, well or not. */
  <T> Future<T> run(PartitionedKey key, Supplier<Future<T>> step) {
    Line line = lines.computeIfAbsent(key, absent -> new Line());
    if (line.waiting.size() >= WAITING_MAX) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.REFUSED, "too many writes to one key are waiting"));
    }
    Promise<T> ended = Promise.promise();
    line.waiting.add(() -> begin(key, line, step, ended));
    advance(key, line);
    return ended.future();
  }

  private <T> void begin(
      PartitionedKey key, Line line, Supplier<Future<T>> step, Promise<T> ended) {
    Future.<Void>succeededFuture()
        .compose(now -> step.get())
        .onComplete(
            (result, cause) -> {
              line.isBusy = false;
              try {
                ended.complete(result, cause);
              } finally {
                advance(key, line);
              }
            });
  }

  /** A loop, so that a thousand steps that end at once do not end on top of each other. */
  private void advance(PartitionedKey key, Line line) {
    if (line.isAdvancing) {
      return;
    }
    line.isAdvancing = true;
    try {
      while (!line.isBusy && !line.waiting.isEmpty()) {
        line.isBusy = true;
        line.waiting.remove().run();
      }
    } finally {
      // What a listener throws must not keep the key from ever advancing again.
      line.isAdvancing = false;
    }
    if (!line.isBusy) {
      lines.remove(key);
    }
  }

  /** Whether the key has steps that are not done. */
  boolean isBusy(PartitionedKey key) {
    return lines.containsKey(key);
  }

  /** How many keys have steps that are not done. */
  int busyKeys() {
    return lines.size();
  }
}
