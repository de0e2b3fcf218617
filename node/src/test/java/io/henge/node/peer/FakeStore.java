package io.henge.node.peer;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.KeyPage;
import io.henge.node.storage.NamePage;
import io.henge.node.storage.Stage;
import io.henge.node.storage.StageRequest;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** A store in memory that takes bodies and gives them out, and misbehaves when told to. */
public final class FakeStore implements BlobStore {
  /** All stages that exist, with the bytes so far. */
  public final Map<StageId, FakeStage> stages = new ConcurrentHashMap<>();

  /** The bodies that {@link #open} finds. */
  public final Map<PartitionedKey, Function<ByteRange, OpenBody>> bodies =
      new ConcurrentHashMap<>();

  public final Set<StageId> everOpened = ConcurrentHashMap.newKeySet();

  /** Answers an attempt to open a stage. */
  public volatile Function<StageId, Future<Void>> onOpen = id -> Future.succeededFuture();

  /** Answers a write, given the bytes the stage has after it. */
  public volatile Function<Long, Future<Void>> onWrite = size -> Future.succeededFuture();

  /** Answers a completion. */
  public volatile Function<StageId, Future<Void>> onComplete = id -> Future.succeededFuture();

  /** Answers an attempt to open a body. */
  public volatile Supplier<Future<Void>> onRead = Future::succeededFuture;

  /** Whether the bytes are dropped: for bodies larger than memory. */
  public volatile boolean discards;

  public static Future<Void> noSpace() {
    return Future.failedFuture(
        new StorageFailure(StorageFailure.Kind.NO_SPACE, "the disk is full"));
  }

  public static Future<Void> never() {
    return Promise.<Void>promise().future();
  }

  public void put(PartitionedKey key, Buffer bytes) {
    bodies.put(key, range -> new InlineBody(bytes.slice((int) range.offset(), (int) range.end())));
  }

  @Override
  public Future<Stage> stage(StageRequest request) {
    StageId id = request.id();
    return onOpen
        .apply(id)
        .map(
            open -> {
              everOpened.add(id);
              FakeStage stage = new FakeStage(id);
              stages.put(id, stage);
              return stage;
            });
  }

  @Override
  public Future<Void> abandon(StageId id) {
    stages.remove(id);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<OpenBody>> open(PartitionedKey key, Version version, ByteRange range) {
    return onRead
        .get()
        .map(ready -> Optional.ofNullable(bodies.get(key)).map(body -> body.apply(range)));
  }

  @Override
  public Future<Optional<IndexRecord>> load(PartitionedKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> commit(Change change) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Optional<Buffer>> inline(PartitionedKey key, Version version) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<NamePage> names(KeyRange range, IntPredicate partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isFilled(int partition) {
    return true;
  }

  @Override
  public long losses() {
    return 0;
  }

  @Override
  public Future<Void> markFilled(int partition, long losses) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> unfill(Set<Integer> partitions, int count) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> settle() {
    return Future.succeededFuture();
  }

  @Override
  public boolean isUnfilled() {
    return false;
  }

  @Override
  public Future<Void> markAllFilled(long losses) {
    return Future.succeededFuture();
  }

  @Override
  public Optional<StorageFailure> refusal() {
    return Optional.empty();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  /** A body so far. */
  public final class FakeStage implements Stage {
    private final StageId id;
    private final Checksum checksum = new Checksum();
    public final Buffer bytes = Buffer.buffer();
    public volatile long size;
    public volatile boolean complete;
    private boolean writing;

    FakeStage(StageId id) {
      this.id = id;
    }

    @Override
    public StageId id() {
      return id;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
      if (writing) {
        throw new IllegalStateException("a second write at once");
      }
      long now = size + chunk.length();
      size = now;
      checksum.update(chunk);
      if (!discards) {
        bytes.appendBuffer(chunk);
      }
      writing = true;
      return onWrite.apply(now).onComplete(done -> writing = false);
    }

    @Override
    public Future<Void> complete(long sizeBytes, int crc32c) {
      if (sizeBytes != size || crc32c != checksum.value()) {
        return Future.failedFuture(
            new StorageFailure(StorageFailure.Kind.CORRUPT, "not the bytes that were announced"));
      }
      return onComplete.apply(id).onSuccess(done -> complete = true);
    }

    @Override
    public Future<Void> abort() {
      stages.remove(id);
      return Future.succeededFuture();
    }
  }
}
