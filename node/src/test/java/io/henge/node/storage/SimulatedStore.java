package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store on a simulated medium, and a ledger of what it was asked to do. Changes are named by the
 * epoch of their version, which also names their stage.
 */
final class SimulatedStore {
  static final StorePaths PATHS = new StorePaths(Path.of("/data"));
  private static final int INLINE_BYTES_MAX = 32 << 10;

  private final SimulatedMedium medium;
  private final Ledger ledger;
  private final StoreDriver driver;
  private final AtomicLong clockMillis = new AtomicLong();
  private final DiskBlobStore store;

  private SimulatedStore(Vertx vertx, SimulatedMedium medium, Ledger ledger) {
    this.medium = medium;
    this.ledger = ledger;
    this.driver = new StoreDriver(vertx);
    this.store = open(vertx, medium, clockMillis);
  }

  static DiskBlobStore open(Vertx vertx, SimulatedMedium medium, AtomicLong clockMillis) {
    try {
      return DiskBlobStore.open(
          vertx,
          PATHS,
          new Medium(medium.disk(), medium.tables()),
          DiskBlobStore.Options.DEFAULT.withReserveBytes(0).withClock(clockMillis::get));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new store on a new medium. */
  static SimulatedStore fresh(Vertx vertx) {
    return on(vertx, empty(vertx), new Ledger());
  }

  /** A medium with an empty data directory. */
  static SimulatedMedium empty(Vertx vertx) {
    return SimulatedMedium.of(
        vertx,
        Image.of(
            List.of(
                PATHS.root(), PATHS.blobs(), PATHS.stage(), PATHS.quarantine(), PATHS.index())));
  }

  static SimulatedStore on(Vertx vertx, SimulatedMedium medium, Ledger ledger) {
    return new SimulatedStore(vertx, medium, ledger);
  }

  SimulatedMedium medium() {
    return medium;
  }

  Ledger ledger() {
    return ledger;
  }

  DiskBlobStore store() {
    return store;
  }

  StoreDriver driver() {
    return driver;
  }

  void advanceClock(long millis) {
    clockMillis.addAndGet(millis);
  }

  /** A version with these bytes that replaces what that context saw. */
  Version version(long epoch, Context past, Buffer body) {
    Version version = Samples.version(epoch, past, body);
    ledger.know(version, body);
    return version;
  }

  /** What is known of a key, as acknowledged. */
  BlobObject object(PartitionedKey key) {
    return ledger.last(key).record().map(IndexRecord::object).orElse(BlobObject.EMPTY);
  }

  /** Writes a body that replaces all that is there, in a file if it is large. */
  Future<Void> put(PartitionedKey key, long epoch, Buffer body) {
    return put(key, version(epoch, object(key).context(), body));
  }

  /** Merges a version into what is there, with the bytes that the ledger knows. */
  Future<Void> put(PartitionedKey key, Version version) {
    IndexRecord record = Samples.record(object(key).merge(BlobObject.written(version)));
    Buffer body = ledger.bytes(version);
    if (body.length() <= INLINE_BYTES_MAX) {
      return commit(new Change(key, record, List.of(new NewBody.Inline(version, body))));
    }
    StageId id = Samples.stageId(version.dot().actor().epoch());
    return stage(id, body)
        .compose(
            staged -> commit(new Change(key, record, List.of(new NewBody.Staged(version, id)))));
  }

  /** Fills a stage. */
  Future<Stage> stage(StageId id, Buffer body) {
    return store
        .stage(id)
        .compose(
            stage ->
                stage
                    .write(body)
                    .compose(ready -> stage.complete(body.length(), Samples.crc32c(body)))
                    .map(stage));
  }

  Future<Void> delete(PartitionedKey key, long epoch) {
    Version tombstone = Samples.tombstone(epoch, object(key).context());
    return commit(new Change(key, Samples.record(tombstone), List.of()));
  }

  /** Makes a change, and keeps the ledger. */
  Future<Void> commit(Change change) {
    String what = change.key().key() + " " + change.record().object().live().size();
    Ledger.Entry entry = ledger.begin(change, medium.mark("begins: " + what));
    return store
        .commit(change)
        .onSuccess(done -> ledger.acknowledge(entry, medium.mark("acknowledged: " + what)))
        .onFailure(
            cause -> {
              int position = medium.mark("failed: " + what + ": " + cause.getMessage());
              if (cause instanceof StorageFailure failure
                  && failure.kind() != StorageFailure.Kind.BROKEN) {
                ledger.refuse(entry, position);
              }
            });
  }

  Future<Void> markFilled() {
    ledger.beginFilling(medium.mark("begins: filled"));
    return store.markFilled().onSuccess(done -> ledger.fill(medium.mark("acknowledged: filled")));
  }

  /** Damages the file of a version. */
  void damage(PartitionedKey key, Version version) {
    Path file = file(key, version);
    ledger.damage(key, version, medium.mark("damaged: " + file));
    medium.flip(file, ledger.bytes(version).length() / 2, 4);
  }

  static Path file(PartitionedKey key, Version version) {
    String name = BlobFiles.name(key.key(), version.dot());
    return PATHS.blobs().resolve(name.substring(0, 2)).resolve(name.substring(2, 4)).resolve(name);
  }
}
