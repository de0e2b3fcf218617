package io.henge.node.world;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change;
import io.henge.node.storage.Damage;
import io.henge.node.storage.Damages;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.KeyPage;
import io.henge.node.storage.MemoryNamePages;
import io.henge.node.storage.NamePage;
import io.henge.node.storage.Stage;
import io.henge.node.storage.StageRequest;
import io.henge.node.storage.StorageFailure;
import io.henge.node.storage.StorageFailure.Kind;
import io.henge.node.world.MemoryDisk.Body;
import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.node.world.MemoryDisk.Place;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * The store in memory: one opening of a {@link MemoryDisk} by one life of a node. Stages die with
 * the life. A commit takes effect some time before its future completes. It keeps watch over the
 * port's rules, too: overlapping steps of a key, and live versions without bytes, are noted.
 */
final class MemoryBlobStore implements BlobStore, Damages {
  private static final Comparator<Damage> ORDER =
      Comparator.comparing(Damage::key).thenComparing(Damage::dot);

  /** A record in memory is there at once, one on the disk later: both ways are gone. */
  private static final int LOADS_AT_ONCE_PERCENT = 50;

  /** Stages that nobody commits are swept, as in the real store. */
  private static final long STAGE_MILLIS = 60_000;

  private final MemoryDisk disk;
  private final Surroundings surroundings;
  private final Life life;
  private final Map<StageId, MemoryStage> stages = new HashMap<>();
  private final Set<PartitionedKey> committing = new HashSet<>();
  private final long lossesBefore;
  private boolean closed;

  /** A disk that failed once is not trusted with another write in this life. */
  private boolean broken;

  private int running;
  private final Promise<Void> drained = Promise.promise();

  MemoryBlobStore(MemoryDisk disk, Surroundings surroundings, Life life) {
    this.disk = disk;
    this.surroundings = surroundings;
    this.life = life;
    this.lossesBefore = disk.losses();
  }

  @Override
  public Future<Optional<IndexRecord>> load(PartitionedKey key) {
    boolean isSlow = pace() > MemoryDisk.USUAL_STEP_MILLIS;
    if (!closed && !isSlow && surroundings.chance(LOADS_AT_ONCE_PERCENT)) {
      return Future.succeededFuture(disk.record(key).map(r -> r.withDamaged(disk.damagedOf(key))));
    }
    return later(
        () ->
            Future.succeededFuture(disk.record(key).map(r -> r.withDamaged(disk.damagedOf(key)))));
  }

  @Override
  public Future<Void> commit(Change change) {
    if (!committing.add(change.key())) {
      surroundings.violated("overlapping steps of " + change.key().key());
    }
    return later(() -> apply(change))
        .compose(done -> surroundings.<Void>later(life, pace(), Future::succeededFuture))
        .onComplete(ended -> committing.remove(change.key()));
  }

  private Future<Void> apply(Change change) {
    if (broken) {
      return Future.failedFuture(new StorageFailure(Kind.BROKEN, "the disk failed before"));
    }
    Optional<CommitFault> fault = disk.nextFault();
    broken = disk.endsWriting() && fault.isPresent() && fault.get() != CommitFault.NO_SPACE;
    fault.ifPresent(what -> surroundings.saw(sighting(what)));
    if (fault.isPresent() && fault.get() != CommitFault.BROKEN_AFTER) {
      Kind kind = fault.get() == CommitFault.NO_SPACE ? Kind.NO_SPACE : Kind.BROKEN;
      return Future.failedFuture(new StorageFailure(kind, "injected: " + fault.get()));
    }
    if (disk.isFull() && !change.bodies().isEmpty()) {
      surroundings.saw(Sighting.DISK_HAD_NO_ROOM);
      return Future.failedFuture(new StorageFailure(Kind.NO_SPACE, "the disk is full"));
    }
    Map<Place, Body> arriving = new HashMap<>();
    for (Change.NewBody body : change.bodies()) {
      Optional<Buffer> bytes = bytesOf(body);
      if (bytes.isEmpty() || !Bytes.match(content(body.version()), bytes.get())) {
        return Future.failedFuture(
            new StorageFailure(Kind.NO_STAGE, "no such bytes: " + body.version().dot()));
      }
      arriving.put(
          new Place(change.key(), body.version().dot()),
          new Body(bytes.get(), body instanceof Change.NewBody.Inline));
    }
    for (Change.NewBody body : change.bodies()) {
      if (body instanceof Change.NewBody.Staged staged) {
        stages.remove(staged.stage());
      }
    }
    disk.bodies().putAll(arriving);
    List.copyOf(disk.bodies().keySet()).stream()
        .filter(place -> isReplaced(place, change))
        .forEach(disk::replaced);
    disk.damaged().removeIf(place -> isReplaced(place, change) || arriving.containsKey(place));
    if (change.record().object().isEmpty() && change.record().mint().isEmpty()) {
      disk.remove(change.key());
    } else {
      disk.records().put(change.key(), change.record().withDamaged(Set.of()));
    }
    watch(change);
    return fault.isPresent()
        ? Future.failedFuture(new StorageFailure(Kind.BROKEN, "injected: " + fault.get()))
        : Future.succeededFuture();
  }

  private static Sighting sighting(CommitFault fault) {
    return switch (fault) {
      case NO_SPACE -> Sighting.DISK_HAD_NO_ROOM;
      case BROKEN_BEFORE -> Sighting.DISK_FAILED_BEFORE_A_WRITE;
      case BROKEN_AFTER -> Sighting.DISK_FAILED_AFTER_A_WRITE;
    };
  }

  private Optional<Buffer> bytesOf(Change.NewBody body) {
    if (body instanceof Change.NewBody.Inline inline) {
      return Optional.of(inline.bytes());
    }
    StageId id = ((Change.NewBody.Staged) body).stage();
    return Optional.ofNullable(stages.get(id)).filter(MemoryStage::isWhole).map(s -> s.bytes);
  }

  private static boolean isReplaced(Place place, Change change) {
    return place.key().equals(change.key())
        && change.record().object().version(place.dot()).isEmpty();
  }

  private void watch(Change change) {
    surroundings.ledger().saw(change.record().object());
    for (Version version : change.record().object().live()) {
      if (version.content().isPresent()
          && !disk.bodies().containsKey(new Place(change.key(), version.dot()))
          && !disk.damaged().contains(new Place(change.key(), version.dot()))) {
        surroundings.violated("a live version without bytes (rule V3): " + version.dot());
      }
    }
  }

  private static Content content(Version version) {
    return version.content().orElseThrow();
  }

  @Override
  public Future<Stage> stage(StageRequest request) {
    StageId id = request.id();
    return later(
        () -> {
          if (disk.isFull()) {
            throw new StorageFailure(Kind.NO_SPACE, "the disk is full");
          }
          MemoryStage stage = new MemoryStage(id);
          stages.put(id, stage);
          surroundings.clock().after(STAGE_MILLIS, () -> stages.remove(id, stage));
          return Future.succeededFuture(stage);
        });
  }

  @Override
  public Future<Void> abandon(StageId id) {
    return later(
        () -> {
          stages.remove(id);
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<Optional<OpenBody>> open(PartitionedKey key, Version version, ByteRange range) {
    return later(
        () ->
            Future.succeededFuture(
                soundBody(key, version)
                    .map(b -> b.bytes().getBuffer((int) range.offset(), (int) range.end()))
                    .map(InlineBody::new)));
  }

  @Override
  public Future<Optional<Buffer>> inline(PartitionedKey key, Version version) {
    return later(
        () ->
            Future.succeededFuture(
                soundBody(key, version).filter(Body::isInline).map(body -> body.bytes().copy())));
  }

  /** As on a real disk, damage that is met is noted, and noted damage is not met again. */
  private Optional<Body> soundBody(PartitionedKey key, Version version) {
    Place place = new Place(key, version.dot());
    Optional<Body> found = body(key, version);
    boolean isLive =
        disk.record(key).flatMap(record -> record.object().version(version.dot())).isPresent();
    boolean isSound = found.filter(body -> Bytes.match(content(version), body.bytes())).isPresent();
    if (isLive && !isSound) {
      disk.bodies().remove(place);
      disk.damaged().add(place);
      surroundings.saw(Sighting.DAMAGE_MET);
      throw new StorageFailure(Kind.CORRUPT, "the bytes of " + version.dot() + " are damaged");
    }
    return found.filter(body -> isSound);
  }

  @Override
  public long damagedCount() {
    return disk.damaged().size();
  }

  @Override
  public Future<List<Damage>> damages(Optional<Damage> after, int max) {
    return later(
        () ->
            Future.succeededFuture(
                disk.damaged().stream()
                    .map(place -> new Damage(place.key(), place.dot()))
                    .sorted(ORDER)
                    .filter(damage -> after.isEmpty() || ORDER.compare(damage, after.get()) > 0)
                    .limit(max)
                    .toList()));
  }

  @Override
  public Future<Boolean> isStillDamaged(Damage damage) {
    return later(
        () ->
            Future.succeededFuture(disk.damaged().contains(new Place(damage.key(), damage.dot()))));
  }

  private Optional<Body> body(PartitionedKey key, Version version) {
    return Optional.ofNullable(disk.bodies().get(new Place(key, version.dot())));
  }

  @Override
  public Future<NamePage> names(KeyRange range, IntPredicate partitions) {
    return later(
        () ->
            Future.succeededFuture(
                MemoryNamePages.of(disk.records(), disk.garbled(), range, partitions)));
  }

  @Override
  public Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
    return later(
        () -> {
          List<KeyPage.Entry> all =
              disk.records().entrySet().stream()
                  .filter(entry -> entry.getKey().partition() == partition)
                  .filter(e -> after.map(key -> e.getKey().key().compareTo(key) > 0).orElse(true))
                  .map(entry -> new KeyPage.Entry(entry.getKey().key(), entry.getValue()))
                  .sorted(Comparator.comparing(KeyPage.Entry::key))
                  .limit(limit + 1L)
                  .toList();
          boolean isLast = all.size() <= limit;
          return Future.succeededFuture(new KeyPage(isLast ? all : all.subList(0, limit), isLast));
        });
  }

  @Override
  public boolean isUnfilled() {
    return !disk.isFilled();
  }

  @Override
  public boolean isFilled(int partition) {
    return disk.isFilled(partition);
  }

  @Override
  public long losses() {
    return disk.losses() - lossesBefore;
  }

  @Override
  public Future<Void> markFilled(int partition, long losses) {
    return later(
        () -> {
          if (losses == losses()) {
            disk.markFilled(partition);
            surroundings.saw(Sighting.PARTITION_FILLED);
          }
          return surroundings.later(life, pace(), Future::succeededFuture);
        });
  }

  @Override
  public Future<Void> unfill(Set<Integer> partitions, int count) {
    return later(
        () -> {
          disk.enter(partitions, count);
          return surroundings.later(life, pace(), Future::succeededFuture);
        });
  }

  @Override
  public Future<Void> settle() {
    return later(
        () -> {
          disk.settle();
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<Void> markAllFilled(long losses) {
    return later(
        () -> {
          if (losses == losses()) {
            surroundings.saw(Sighting.NODE_FILLED);
            disk.markFilled();
          }
          return surroundings.later(life, pace(), Future::succeededFuture);
        });
  }

  @Override
  public Optional<StorageFailure> refusal() {
    if (closed) {
      return Optional.of(new StorageFailure(Kind.CLOSED, "the store is closed"));
    }
    return broken
        ? Optional.of(new StorageFailure(Kind.BROKEN, "the disk failed before"))
        : Optional.empty();
  }

  boolean isBroken() {
    return broken;
  }

  @Override
  public Future<Void> close() {
    closed = true;
    if (running == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }

  /** How many bodies are staged. */
  int stageCount() {
    return stages.size();
  }

  private int pace() {
    return disk.longestStepMillis();
  }

  private <T> Future<T> later(Supplier<Future<T>> step) {
    if (closed) {
      return Future.failedFuture(new StorageFailure(Kind.CLOSED, "the store is closed"));
    }
    running++;
    return surroundings
        .later(life, pace(), step)
        .onComplete(
            ended -> {
              running--;
              if (closed && running == 0) {
                drained.tryComplete();
              }
            });
  }

  /** A body being written. */
  private final class MemoryStage implements Stage {
    private final StageId id;
    private final Buffer bytes = Buffer.buffer();
    private boolean whole;

    MemoryStage(StageId id) {
      this.id = id;
    }

    boolean isWhole() {
      return whole;
    }

    @Override
    public StageId id() {
      return id;
    }

    @Override
    public Future<Void> write(Buffer more) {
      return later(
          () -> {
            bytes.appendBuffer(more);
            return Future.succeededFuture();
          });
    }

    @Override
    public Future<Void> complete(long sizeBytes, int crc32c) {
      return later(
          () -> {
            whole = bytes.length() == sizeBytes && Bytes.crc32c(bytes) == crc32c;
            return whole
                ? Future.succeededFuture()
                : Future.failedFuture(new StorageFailure(Kind.NO_STAGE, "other bytes than said"));
          });
    }

    @Override
    public Future<Void> abort() {
      return abandon(id);
    }
  }
}
