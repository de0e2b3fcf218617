package io.henge.node.storage;

import io.henge.node.storage.table.Table;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The steps of the scrub as the store does them. Those that return no future wait for the disk, and
 * are to be run by {@link #onWorker}.
 */
final class ScrubDisk {
  private final Parts parts;
  private final Guard guard;
  private final RecordWalk records;

  /** What the steps are done with. */
  record Parts(
      Index index,
      BlobFiles files,
      Quarantine quarantine,
      OrphanFinder orphans,
      Leftovers leftovers,
      DamageDesk damage,
      IndexCare care) {}

  /** The store's own conditions. */
  interface Guard {
    /** Runs a step on a worker, unless the store is closed, which waits for it. */
    <T> Future<T> run(Callable<T> step);

    /** Whether the disk can still be believed. */
    boolean isWritable();

    /** Whether a version that the index does not show was never stored here. */
    boolean isFilled();
  }

  ScrubDisk(Parts parts, Guard guard) {
    this.parts = parts;
    this.guard = guard;
    this.records = new RecordWalk(parts.index, parts.quarantine);
  }

  <T> Future<T> onWorker(Callable<T> step) {
    return guard.run(step);
  }

  boolean isWritable() {
    return guard.isWritable();
  }

  boolean isFilled() {
    return guard.isFilled();
  }

  long damagedCount() {
    return parts.index.damageNotes().count();
  }

  ScrubState loadState() throws IOException {
    return parts.index.scrubState().map(ScrubState::decode).orElse(ScrubState.NEVER);
  }

  void noteState(byte[] state) throws IOException {
    parts.index.noteScrubState(state);
  }

  List<Table.Part> indexParts() throws IOException {
    return parts.index.parts();
  }

  void verifyIndex(Table.Part part) throws IOException {
    parts.index.verify(part);
  }

  RecordPage page(Optional<Buffer> after) throws IOException {
    return records.page(after);
  }

  /** Begins to check a file; empty when there is none. */
  Optional<BodyCheck> check(BodyPlace body) throws IOException {
    Optional<BlobFiles.Opened> opened =
        parts.files.openToCheck(body.key().key(), body.version().dot());
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(BodyCheck.of(parts.files, opened.get(), body));
    } catch (IOException | RuntimeException e) {
      opened.get().file().close();
      throw e;
    }
  }

  List<Path> directories(int first) throws IOException {
    return parts.orphans.directories(first);
  }

  OrphanFinder.Found examine(Path directory, OrphanFinder.Search search) throws IOException {
    return parts.orphans.examine(directory, search);
  }

  int removeLeftovers(long modifiedBeforeMillis) throws IOException {
    return parts.leftovers.remove(modifiedBeforeMillis);
  }

  /** Notes damage; tells whether it is news, and still true. */
  Future<Boolean> note(Damage damage) {
    return parts.damage.note(damage.key(), damage.dot());
  }

  Future<Void> dropRecord(Buffer tableKey) {
    return parts.care.drop(tableKey);
  }

  Future<Void> indexIsDamaged(String what) {
    return parts.care.damaged(what);
  }
}
