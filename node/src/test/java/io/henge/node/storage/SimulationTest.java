package io.henge.node.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.LoggerFactory;

/** What tests on simulated media share: one Vert.x for all stores, and silence about failures. */
abstract class SimulationTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.henge.node.storage");

  private static Vertx vertx;
  private static WorkerExecutor workers;

  @BeforeAll
  static void startVertx() {
    LOG.setLevel(Level.OFF);
    vertx = Vertx.vertx();
    // Held, so that the threads do not end with every store.
    workers = StorageWorker.of(vertx);
  }

  @AfterAll
  static void stopVertx() throws Exception {
    workers.close().toCompletionStage().toCompletableFuture().get();
    vertx.close().toCompletionStage().toCompletableFuture().get();
    LOG.setLevel(null);
  }

  static Vertx vertx() {
    return vertx;
  }
}
