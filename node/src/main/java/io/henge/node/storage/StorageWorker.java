package io.henge.node.storage;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that wait for the disk, so that no event loop does. */
final class StorageWorker {
  /** Enough to keep a disk's queue filled, few enough to stay small. */
  private static final int THREADS = 8;

  private static final long STUCK_AFTER_SECONDS = 60;

  private StorageWorker() {}

  /** The pool of that name, shared by all who ask the same Vert.x for it; each closes its own. */
  static WorkerExecutor of(Vertx vertx) {
    return vertx.createSharedWorkerExecutor(
        "storage", THREADS, STUCK_AFTER_SECONDS, TimeUnit.SECONDS);
  }
}
