package io.henge.node;

import io.henge.node.config.NodeConfig;
import io.henge.node.membership.HazelcastDiscovery;
import io.henge.ring.ChainEntry;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: puts all parts together, in the order in which they need each other, and takes them
 * apart again.
 *
 * <p>Start: data directory and store; identity, epochs, chain; the event loops with their
 * listeners; then, in the background, the founding (or the chain from disk) and the discovery of
 * the others. A node that waits for its founding serves its health already.
 */
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** What the commits of the last writes may take after their requests have ended. */
  private static final Duration COMMIT_SLACK = Duration.ofSeconds(5);

  /** Vert.x's own pool writes and reads the files of bodies; the store has one of its own. */
  private static final int WORKERS = 8;

  private static final int BLOCKING_WORKERS = 2;

  private final Vertx vertx;
  private final Storage storage;
  private final NodeParts parts;
  private final Loops loops;
  private Optional<HazelcastDiscovery> discovery = Optional.empty();

  private Node(Vertx vertx, Storage storage, NodeParts parts, Loops loops) {
    this.vertx = vertx;
    this.storage = storage;
    this.parts = parts;
    this.loops = loops;
  }

  /**
   * Starts a node. Completes when it listens; fails when it cannot, and then closes what it opened.
   * The future belongs to no event loop, because those of a node that failed are gone.
   */
  static Future<Node> start(NodeConfig config, Machine machine) {
    Promise<Node> started = Promise.promise();
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(config.eventLoops())
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(BLOCKING_WORKERS));
    vertx
        .executeBlocking(() -> Storage.open(vertx, config, machine), false)
        .compose(
            storage ->
                assemble(vertx, storage, config, machine)
                    .recover(
                        cause -> storage.close().transform(closed -> Future.failedFuture(cause))))
        .onComplete(
            started::complete,
            cause -> {
              started.fail(cause);
              background(vertx.close());
            });
    return started.future();
  }

  private static Future<Node> assemble(
      Vertx vertx, Storage storage, NodeConfig config, Machine machine) {
    return NodeParts.open(vertx, storage, config, machine)
        .compose(
            parts -> Loops.start(vertx, parts).map(loops -> new Node(vertx, storage, parts, loops)))
        .map(
            node -> {
              node.join();
              return node;
            });
  }

  private void join() {
    loops
        .join()
        .onComplete(
            entry -> {
              LOG.info(
                  "node {} serves the cluster {}",
                  parts.membership().identity().node(),
                  entry.foundingDigest());
              discover(entry);
            },
            cause -> LOG.error("this node cannot serve: {}", cause.getMessage()));
  }

  private void discover(ChainEntry entry) {
    NodeConfig.Discovery settings = parts.config().discovery();
    if (settings.enabled()) {
      HazelcastDiscovery started =
          new HazelcastDiscovery(
              settings, parts.membership().identity().node(), entry.foundingDigest(), this::heard);
      discovery = Optional.of(started);
      started.start();
    }
  }

  /** What Hazelcast thinks of a member is a hint for routing, no more. */
  private void heard(NodeId node, boolean up) {
    parts
        .membership()
        .chain()
        .entry()
        .flatMap(entry -> entry.layouts().memberOf(node))
        .ifPresent(member -> parts.peers().health().hint(node, up));
  }

  /**
   * Stops taking requests, lets the running ones end for at most the drain timeout, and closes
   * everything. Completes in any case, on no event loop in particular.
   */
  public Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    loops
        .drain()
        .compose(drained -> parts.membership().epochs().stopCleanly())
        .timeout(
            parts.config().limits().drainTimeout().plus(COMMIT_SLACK).toMillis(),
            TimeUnit.MILLISECONDS)
        .otherwise(Node::logged)
        .compose(ended -> parts.store().close().otherwise(Node::logged))
        .compose(done -> discovery.map(HazelcastDiscovery::stop).orElse(Future.succeededFuture()))
        .eventually(storage::release)
        .otherwise(Node::logged)
        .onComplete(
            done -> {
              stopped.complete();
              background(vertx.close());
            });
    return stopped.future();
  }

  private static void background(Future<Void> closing) {
    closing.onFailure(cause -> LOG.debug("the event loops did not close", cause));
  }

  private static Void logged(Throwable cause) {
    LOG.warn("a part did not close: {}", cause.toString());
    return null;
  }
}
