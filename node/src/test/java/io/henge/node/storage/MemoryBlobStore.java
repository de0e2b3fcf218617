package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.BlobKey;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * The in-memory twin of the real store: what was committed survives {@link #reopen}, stages do not.
 * All its futures are complete when they are returned.
 */
public final class MemoryBlobStore implements BlobStore {
  private final Disk disk;
  private final Map<StageId, MemoryStage> stages = new ConcurrentHashMap<>();
  private boolean closed;

  /** An empty store. */
  public MemoryBlobStore() {
    this(new Disk());
  }

  private MemoryBlobStore(Disk disk) {
    this.disk = disk;
  }

  /** The store as it is found after a crash at this point. */
  public MemoryBlobStore reopen() {
    closed = true;
    return new MemoryBlobStore(disk);
  }

  /** How many stages there are. */
  public int stageCount() {
    return stages.size();
  }

  @Override
  public Future<Optional<IndexRecord>> load(PartitionedKey key) {
    return guarded(() -> Optional.ofNullable(disk.entries.get(key)).map(Entry::record));
  }

  @Override
  public Future<Void> commit(Change change) {
    return guarded(
        () -> {
          disk.entries.compute(change.key(), (key, old) -> next(change, Optional.ofNullable(old)));
          for (NewBody body : change.bodies()) {
            if (body instanceof NewBody.Staged staged) {
              stages.remove(staged.stage());
            }
          }
          return null;
        });
  }

  /** Null, for the map, when nothing is left of the entry. */
  private Entry next(Change change, Optional<Entry> old) {
    BlobObject object = change.record().object();
    Map<Dot, Body> fresh = new HashMap<>();
    for (NewBody body : change.bodies()) {
      Version version = body.version();
      if (object.version(version.dot()).filter(version::equals).isEmpty()) {
        throw new IllegalArgumentException("a body that the record does not want");
      }
      fresh.put(version.dot(), bytes(body, version.content().orElseThrow()));
    }
    Map<Dot, Body> bodies = new TreeMap<>();
    for (Version version : object.live()) {
      if (!version.isTombstone()) {
        bodies.put(
            version.dot(),
            Optional.ofNullable(fresh.get(version.dot()))
                .or(() -> old.map(entry -> entry.bodies.get(version.dot())))
                .orElseThrow(() -> new IllegalArgumentException("a version without bytes")));
      }
    }
    boolean isNothing = object.isEmpty() && change.record().mint().isEmpty();
    return isNothing ? null : new Entry(change.record(), bodies);
  }

  private Body bytes(NewBody body, Content content) {
    if (body instanceof NewBody.Inline inline) {
      if (!matches(inline.bytes(), content.sizeBytes(), content.crc32c())) {
        throw new StorageFailure(StorageFailure.Kind.CORRUPT, "bytes of another version");
      }
      return new Body(inline.bytes().copy(), true);
    }
    StageId id = ((NewBody.Staged) body).stage();
    return Optional.ofNullable(stages.get(id))
        .filter(stage -> stage.complete)
        .filter(stage -> matches(stage.bytes, content.sizeBytes(), content.crc32c()))
        .map(stage -> new Body(stage.bytes, false))
        .orElseThrow(() -> noStage(id));
  }

  private static boolean matches(Buffer bytes, long sizeBytes, int crc32c) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes());
    return bytes.length() == sizeBytes && (int) crc.getValue() == crc32c;
  }

  private static StorageFailure noStage(StageId id) {
    return new StorageFailure(StorageFailure.Kind.NO_STAGE, "no such stage: " + id);
  }

  @Override
  public Future<Stage> stage(StageRequest request) {
    StageId id = request.id();
    return guarded(
        () -> {
          MemoryStage stage = new MemoryStage(id);
          if (stages.putIfAbsent(id, stage) != null) {
            throw noStage(id);
          }
          return stage;
        });
  }

  @Override
  public Future<Void> abandon(StageId id) {
    return guarded(
        () -> {
          stages.remove(id);
          return null;
        });
  }

  @Override
  public Future<Optional<OpenBody>> open(PartitionedKey key, Version version, ByteRange range) {
    return guarded(
        () -> {
          if (range.end() > version.content().map(Content::sizeBytes).orElse(0L)) {
            throw new IllegalArgumentException("a range beyond the body");
          }
          return body(key, version)
              .map(
                  body ->
                      new InlineBody(body.bytes.slice((int) range.offset(), (int) range.end())));
        });
  }

  @Override
  public Future<Optional<Buffer>> inline(PartitionedKey key, Version version) {
    return guarded(() -> body(key, version).filter(Body::inline).map(Body::bytes));
  }

  private Optional<Body> body(PartitionedKey key, Version version) {
    return Optional.ofNullable(disk.entries.get(key))
        .flatMap(entry -> Optional.ofNullable(entry.bodies.get(version.dot())));
  }

  @Override
  public Future<NamePage> names(KeyRange range, IntPredicate partitions) {
    return guarded(
        () -> {
          Map<PartitionedKey, IndexRecord> records = new HashMap<>();
          disk.entries.forEach((key, entry) -> records.put(key, entry.record()));
          return MemoryNamePages.of(records, range, partitions);
        });
  }

  @Override
  public Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
    return guarded(
        () -> {
          List<KeyPage.Entry> all =
              disk.entries.entrySet().stream()
                  .filter(entry -> entry.getKey().partition() == partition)
                  .filter(e -> after.map(key -> e.getKey().key().compareTo(key) > 0).orElse(true))
                  .map(entry -> new KeyPage.Entry(entry.getKey().key(), entry.getValue().record()))
                  .sorted(Comparator.comparing(KeyPage.Entry::key))
                  .limit(limit + 1L)
                  .toList();
          boolean isLast = all.size() <= limit;
          return new KeyPage(isLast ? all : all.subList(0, limit), isLast);
        });
  }

  @Override
  public boolean isFilled(int partition) {
    return disk.filled || disk.filledPartitions.contains(partition);
  }

  @Override
  public long losses() {
    return 0;
  }

  @Override
  public Future<Void> unfill(Set<Integer> partitions, int count) {
    return guarded(
        () -> {
          if (disk.filled) {
            IntStream.range(0, count).forEach(disk.filledPartitions::add);
          }
          disk.filled = false;
          disk.filledPartitions.removeAll(partitions);
          return null;
        });
  }

  @Override
  public Future<Void> markFilled(int partition, long losses) {
    return guarded(
        () -> {
          disk.filledPartitions.add(partition);
          return null;
        });
  }

  @Override
  public Future<Void> settle() {
    return guarded(() -> null);
  }

  @Override
  public boolean isUnfilled() {
    return !disk.filled;
  }

  @Override
  public Future<Void> markAllFilled(long losses) {
    return guarded(
        () -> {
          disk.filled = true;
          return null;
        });
  }

  @Override
  public Optional<StorageFailure> refusal() {
    return Optional.empty();
  }

  @Override
  public Future<Void> close() {
    closed = true;
    stages.clear();
    return Future.succeededFuture();
  }

  private <T> Future<T> guarded(Supplier<T> step) {
    if (closed) {
      return Future.failedFuture(
          new StorageFailure(StorageFailure.Kind.CLOSED, "the store is closed"));
    }
    try {
      return Future.succeededFuture(step.get());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** What survives. */
  private static final class Disk {
    private final Map<PartitionedKey, Entry> entries = new ConcurrentHashMap<>();
    private volatile boolean filled;
    private final Set<Integer> filledPartitions = ConcurrentHashMap.newKeySet();
  }

  private record Entry(IndexRecord record, Map<Dot, Body> bodies) {}

  private record Body(Buffer bytes, boolean inline) {}

  private final class MemoryStage implements Stage {
    private final StageId id;
    private final Buffer bytes = Buffer.buffer();
    private boolean complete;

    MemoryStage(StageId id) {
      this.id = id;
    }

    @Override
    public StageId id() {
      return id;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
      return guarded(
          () -> {
            requireOpen();
            bytes.appendBuffer(chunk);
            return null;
          });
    }

    @Override
    public Future<Void> complete(long sizeBytes, int crc32c) {
      return guarded(
          () -> {
            requireOpen();
            if (!matches(bytes, sizeBytes, crc32c)) {
              stages.remove(id, this);
              throw noStage(id);
            }
            complete = true;
            return null;
          });
    }

    private void requireOpen() {
      if (complete || stages.get(id) != this) {
        throw noStage(id);
      }
    }

    @Override
    public Future<Void> abort() {
      stages.remove(id, this);
      return Future.succeededFuture();
    }
  }
}
