package io.henge.client;

import io.henge.client.attempt.Around;
import io.henge.client.attempt.Budget;
import io.henge.client.attempt.Download;
import io.henge.client.attempt.Ends;
import io.henge.client.attempt.FileDownload;
import io.henge.client.attempt.HeadRequest;
import io.henge.client.attempt.Latencies;
import io.henge.client.attempt.Limits;
import io.henge.client.attempt.Listing;
import io.henge.client.attempt.Live;
import io.henge.client.attempt.RingRefresh;
import io.henge.client.attempt.Write;
import io.henge.client.body.InputStreamSink;
import io.henge.client.cluster.Nodes;
import io.henge.client.cluster.RingView;
import io.henge.client.exchange.Transport;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client of a Henge cluster that knows its ring: it asks an owner of each key first, another one
 * when that does not answer, and learns of changes from the answers.
 *
 * <pre>{@code
 * try (HengeClient client = HengeClient.builder().endpoints("127.0.0.1:7401").build()) {
 *   client.blocking().put("photos/cat.jpg", BlobSource.ofFile(Path.of("cat.jpg")));
 *   Blob<byte[]> cat = client.blocking().get("photos/cat.jpg", BlobSink.bytes(1 << 20));
 *   System.out.println(cat.info().size() + " bytes of version " + cat.info().version());
 * }
 * }</pre>
 *
 * <p>All methods return at once; {@link #blocking()} has the same ones that wait. What is returned
 * fails with a {@link HengeException}, whose kind says what became of the request. Bad arguments
 * are {@link IllegalArgumentException}s. To cancel what is returned gives the request up.
 *
 * <p>Thread-safe. A client holds connections and a few threads, so one is enough for a program.
 */
public final class HengeClient implements AutoCloseable {
  private static final int RETRIES_AT_ONCE = 100;
  private static final int HEDGES_AT_ONCE = 10;
  private static final int WAITING_PER_CONNECTION = 8;
  private static final long CLOSE_SECONDS = 10;
  private static final int BODY_THREADS_MAX = 32;

  private final Vertx vertx;
  private final boolean isVertxOwn;
  private final Transport transport;
  private final Around around;
  private final BlockingHenge blocking = new BlockingHenge(this);
  private final WorkerExecutor bodies;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  HengeClient(HengeClientBuilder builder) {
    vertx = builder.vertx();
    isVertxOwn = builder.isVertxOwn();
    ClientEvents events = QuietEvents.of(builder.events());
    Nodes nodes = new Nodes(System::nanoTime, events);
    RingView ring = new RingView(builder.endpoints(), builder.isLearning(), nodes, events);
    Limits limits =
        new Limits(
            builder.requestTimeout().toMillis(),
            builder.attemptTimeout().toMillis(),
            builder.stallTimeout().toMillis());
    Transport.Bounds bounds =
        new Transport.Bounds(
            (int) builder.connectTimeout().toMillis(),
            builder.connectionsPerNode(),
            WAITING_PER_CONNECTION * builder.connectionsPerNode(),
            builder.attemptTimeout().toMillis());
    transport = new Transport(vertx, bounds, nodes, events);
    nodes.probedBy(node -> transport.probe(node, limits.attemptMillis()));
    // Streams of users may wait for ever; they have threads of their own.
    bodies =
        vertx.createSharedWorkerExecutor("henge-bodies-" + UUID.randomUUID(), BODY_THREADS_MAX);
    Executor workers =
        task ->
            bodies.executeBlocking(
                () -> {
                  task.run();
                  return null;
                },
                false);
    around =
        new Around(
            vertx,
            workers,
            transport,
            ring,
            new RingRefresh(vertx, transport, ring, limits, events),
            limits,
            new Budget(RETRIES_AT_ONCE),
            new Budget(HEDGES_AT_ONCE),
            new Latencies(),
            ConcurrentHashMap.newKeySet(),
            events);
  }

  /** Begins to put a client together. */
  public static HengeClientBuilder builder() {
    return new HengeClientBuilder();
  }

  /** The same client for callers that wait. */
  public BlockingHenge blocking() {
    return blocking;
  }

  /** Stores a blob. */
  public CompletableFuture<Applied> put(String key, BlobSource source) {
    return put(key, source, WriteOptions.DEFAULT);
  }

  /** Stores a blob. */
  public CompletableFuture<Applied> put(String key, BlobSource source, WriteOptions options) {
    return Write.put(open(), BlobKey.of(key), source, options);
  }

  /** Reads what is shown under a key. */
  public <T> CompletableFuture<Blob<T>> get(String key, BlobSink<T> sink) {
    return get(key, sink, ReadOptions.DEFAULT);
  }

  /** Reads a blob. */
  public <T> CompletableFuture<Blob<T>> get(String key, BlobSink<T> sink, ReadOptions options) {
    return Download.begin(open(), BlobKey.of(key), options, sink);
  }

  /**
   * Opens a blob to be read as it comes. Completes when there is something to read. Reads fail with
   * an {@link java.io.IOException} when the rest cannot be had, and at the end when the checksum is
   * wrong. Closing the stream ends the download.
   */
  public CompletableFuture<Blob<InputStream>> open(String key, ReadOptions options) {
    InputStreamSink sink = new InputStreamSink();
    CompletableFuture<Blob<Void>> download = Download.begin(open(), BlobKey.of(key), options, sink);
    CompletableFuture<Blob<InputStream>> opened = sink.opened();
    Ends.onFailure(download, opened::completeExceptionally);
    Ends.onCancellation(opened, () -> download.cancel(true));
    return opened;
  }

  /** Downloads a blob into a file, in parts from several nodes at a time. */
  public Transfer<Blob<Path>> download(String key, Path file) {
    return download(key, file, DownloadOptions.DEFAULT);
  }

  /**
   * Downloads a blob into a file, in parts from several nodes at a time. The file gets its name
   * when all of it is there, synced, and matches the checksum of its version; else what was there
   * stays. When the version is replaced meanwhile, it begins anew with the other one. What the file
   * system refuses is a {@link RejectedException} {@code sink}.
   */
  public Transfer<Blob<Path>> download(String key, Path file, DownloadOptions options) {
    return FileDownload.begin(open(), BlobKey.of(key), file, options);
  }

  /** What is known of a blob, without its bytes. */
  public CompletableFuture<BlobInfo> head(String key) {
    return head(key, ReadOptions.DEFAULT);
  }

  /**
   * What is known of a blob, without its bytes.
   *
   * @throws IllegalArgumentException when a part is asked for
   */
  public CompletableFuture<BlobInfo> head(String key, ReadOptions options) {
    if (options.isPart()) {
      throw new IllegalArgumentException("a part has no head of its own");
    }
    return HeadRequest.info(open(), BlobKey.of(key), options);
  }

  /** Deletes a blob; also applied when there was none. */
  public CompletableFuture<Applied> delete(String key) {
    return delete(key, WriteOptions.DEFAULT);
  }

  /** Deletes a blob; what the options say of its content is not looked at. */
  public CompletableFuture<Applied> delete(String key, WriteOptions options) {
    return Write.delete(open(), BlobKey.of(key), options);
  }

  /**
   * All versions under a key of which none replaces another, with their bytes; none when there is
   * nothing.
   *
   * @param max the most bytes of each
   */
  public CompletableFuture<Versioned<byte[]>> versions(String key, int max) {
    return new Updates(this, around).read(key, max);
  }

  /**
   * Changes a blob by a function of what it is, as often as it takes until nobody else has changed
   * it meanwhile. Fails with {@link RejectedException} {@code conflict} when that did not come true
   * in time.
   */
  public CompletableFuture<Applied> update(String key, Update update) {
    return new Updates(this, around).run(key, update);
  }

  /** A page of keys. */
  public CompletableFuture<KeyPage> keys(KeyQuery query) {
    return Listing.page(open(), query);
  }

  private Around open() {
    if (isClosed.get()) {
      throw new IllegalStateException("the client is closed");
    }
    return around;
  }

  /** Ends all requests that are under way, closes all connections and ends its threads. */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    List<Live> live = List.copyOf(around.live());
    live.forEach(request -> request.end().run());
    CompletableFuture<Void> closed =
        CompletableFuture.allOf(
                live.stream().map(Live::result).toArray(CompletableFuture<?>[]::new))
            .handle((ended, failed) -> null)
            // Not on an event loop, which could not tell any more that it has ended.
            .thenComposeAsync(ended -> shutDown().toCompletionStage(), ForkJoinPool.commonPool());
    if (Vertx.currentContext() == null) {
      awaitEnd(closed);
    }
  }

  private Future<Void> shutDown() {
    return isVertxOwn ? vertx.close() : transport.close().transform(ended -> bodies.close());
  }

  private static void awaitEnd(CompletableFuture<Void> closed) {
    try {
      closed.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException notInTime) {
      System.getLogger(HengeClient.class.getName())
          .log(System.Logger.Level.WARNING, "not all connections were closed", notInTime);
    }
  }
}
