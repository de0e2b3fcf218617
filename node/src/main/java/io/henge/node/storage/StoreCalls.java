package io.henge.node.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * How calls enter the store: none once it is closed, no write while it refuses writes. Closing
 * waits for all calls, the reading-again of the index for the writes. Futures complete on the
 * caller's context.
 */
final class StoreCalls {
  private final VertxInternal vertx;
  private final WorkerExecutor worker;
  private final StorageHealth health;
  private final InFlight inFlight;
  private final WriteGate writes = new WriteGate();

  StoreCalls(VertxInternal vertx, WorkerExecutor worker, StorageHealth health, InFlight inFlight) {
    this.vertx = vertx;
    this.worker = worker;
    this.health = health;
    this.inFlight = inFlight;
  }

  /**
   * Runs a step that waits for nothing, at once and where it is called: two changes of threads for
   * each lookup would cost more than the lookup. Empty when the step has no result, or fails: a
   * read that waits meets that again and reports it.
   */
  <T> Optional<T> glance(Callable<Optional<T>> step) {
    if (!inFlight.enter()) {
      return Optional.empty();
    }
    try {
      return step.call();
    } catch (Exception metAgain) {
      return Optional.empty();
    } finally {
      inFlight.exit();
    }
  }

  /** Runs a step that waits for the disk and changes nothing. */
  <T> Future<T> read(Callable<T> step) {
    return any(() -> onWorker(step));
  }

  /** The same inside a call. */
  <T> Future<T> onWorker(Callable<T> step) {
    return worker
        .executeBlocking(step, false)
        .recover(cause -> Future.failedFuture(readFailure(cause)));
  }

  private static Throwable readFailure(Throwable cause) {
    return cause instanceof IOException ? DiskErrors.of("reading", cause) : cause;
  }

  /** Runs a step that writes; fails with the refusal when no writes are taken. */
  <T> Future<T> write(Supplier<Future<T>> step) {
    return any(
        () -> {
          writes.enter();
          try {
            health.requireWritable();
            return step.get().andThen(done -> writes.exit());
          } catch (RuntimeException e) {
            writes.exit();
            throw e;
          }
        });
  }

  /** Completes as soon as all writes that have begun before this call have ended. */
  Future<Void> noWrites() {
    return writes.idle();
  }

  /** Runs a step unless the store is closed, and lets closing wait for it. */
  <T> Future<T> any(Supplier<Future<T>> step) {
    if (!inFlight.enter()) {
      return vertx
          .getOrCreateContext()
          .failedFuture(new StorageFailure(StorageFailure.Kind.CLOSED, "the store is closed"));
    }
    return onCallersContext(step).andThen(done -> inFlight.exit());
  }

  /** Runs a step in any case. */
  <T> Future<T> onCallersContext(Supplier<Future<T>> step) {
    Promise<T> promise = vertx.getOrCreateContext().promise();
    try {
      step.get().onComplete(promise);
    } catch (RuntimeException e) {
      promise.fail(e);
    }
    return promise.future();
  }

  /** Lets no call begin any more; completes when none runs. */
  Future<Void> close() {
    return inFlight.close();
  }
}
