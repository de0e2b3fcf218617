package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableException;
import io.henge.ring.version.Content;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the notes of damage and takes them back. Whoever finds damage says so after the fact, and
 * a good copy may have come meanwhile; so what is there is looked at once more by the one thread
 * that writes the index.
 */
final class DamageDesk {
  private static final Logger LOG = LoggerFactory.getLogger(DamageDesk.class);
  private static final int NOTE_BYTES_ABOUT = 256;

  private final Index index;
  private final BlobFiles files;
  private final IndexCommitter committer;
  private final WorkerExecutor worker;

  DamageDesk(Index index, BlobFiles files, IndexCommitter committer, WorkerExecutor worker) {
    this.index = index;
    this.files = files;
    this.committer = committer;
    this.worker = worker;
  }

  /**
   * Notes a version that was found corrupt or missing, unless its bytes are there (again) or nobody
   * wants them any more. Never fails: what cannot be noted now is found again.
   */
  Future<Boolean> note(PartitionedKey key, Dot dot) {
    return committer
        .submit(new Note(key, dot))
        .recover(
            cause -> {
              LOG.warn("damage could not be noted: {}", cause.getMessage());
              return Future.succeededFuture(false);
            });
  }

  /** Whether a noted version is still wanted and not here; if not, the note goes. */
  Future<Boolean> isStillDamaged(Damage damage) {
    return worker
        .executeBlocking(() -> isLost(damage.key(), damage.dot()), false)
        .compose(
            lost -> lost ? Future.succeededFuture(true) : committer.submit(new Forget(damage)));
  }

  /** Fails with CORRUPT when the version is noted. */
  void requireUndamaged(PartitionedKey key, Dot dot) throws TableException {
    if (index.damageNotes().has(key, dot)) {
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT,
          "the bytes of %s of %s are damaged here".formatted(dot, key.key()));
    }
  }

  /**
   * Whether a record names the version and its bytes are not there. A corrupt file was moved away
   * when it was found, so a file that is there came later, and whole.
   */
  private boolean isLost(PartitionedKey key, Dot dot) throws IOException {
    Optional<StoredRecord> stored = index.record(key);
    Optional<Place> place = stored.flatMap(known -> known.placeOf(dot));
    if (place.isEmpty() || place.get() == Place.NONE) {
      return false;
    }
    if (place.get() == Place.FILE) {
      return !files.exists(BlobFiles.name(key.key(), dot));
    }
    Content content =
        stored.orElseThrow().record().object().version(dot).flatMap(Version::content).orElseThrow();
    return inlineValue(key, dot).flatMap(value -> InlineValue.decode(value, content)).isEmpty();
  }

  private Optional<byte[]> inlineValue(PartitionedKey key, Dot dot) throws TableException {
    try {
      return index.body(key, dot);
    } catch (TableException e) {
      if (e.kind() == TableException.Kind.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Notes a version; tells whether that is news. */
  private final class Note implements IndexWrite<Boolean> {
    private final PartitionedKey key;
    private final Dot dot;

    Note(PartitionedKey key, Dot dot) {
      this.key = key;
      this.dot = dot;
    }

    @Override
    public Boolean addTo(TableBatch batch) throws IOException {
      if (index.damageNotes().has(key, dot) || !isLost(key, dot)) {
        return false;
      }
      DamageNotes.put(batch, new Damage(key, dot));
      LOG.error("version {} of {} has lost its bytes here", dot.token(), key.key());
      return true;
    }

    @Override
    public int sizeBytes() {
      return NOTE_BYTES_ABOUT;
    }
  }

  /** Takes a note back, unless it is true after all; tells whether it is. */
  private final class Forget implements IndexWrite<Boolean> {
    private final Damage damage;

    Forget(Damage damage) {
      this.damage = damage;
    }

    @Override
    public Boolean addTo(TableBatch batch) throws IOException {
      boolean lost = isLost(damage.key(), damage.dot());
      if (!lost) {
        DamageNotes.delete(batch, damage.key(), damage.dot());
      }
      return lost;
    }

    @Override
    public int sizeBytes() {
      return NOTE_BYTES_ABOUT;
    }
  }
}
