package io.henge.node.storage;

import io.henge.node.background.Progress;
import io.henge.node.background.Throttle;
import io.henge.node.background.Worker;
import io.henge.node.port.Clock;
import io.henge.node.storage.ScrubState.Phase;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that is stored, again and again, and compares it with its checksums: disks lose
 * bits silently, and a copy that nobody reads is not known to be good.
 *
 * <p>A pass begins with the index itself, a file of it at a time; then come the records in their
 * order, and the bodies they name, one at a time; then the files that no record names. Each step is
 * small, and the pauses between them spread a pass over its period ({@link ScrubPace}). What is
 * damaged is moved to quarantine and noted ({@link DamageNotes}); to refill it is not this class's
 * business.
 *
 * <p>Steps belong to one event loop; the other methods may be called on any thread.
 */
public final class Scrub implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long NOTE_EVERY_MILLIS = 5_000;

  /** What a record or file costs besides its bytes. */
  private static final long BYTES_PER_ITEM = 4096;

  private final ScrubDisk disk;
  private final ScrubSettings settings;
  private final Clock clock;
  private final ScrubPace pace;
  private final Throttle throttle = new Throttle();

  private final IndexParts indexParts = new IndexParts();

  /** Bodies of the last page that are not checked yet; the first one may be half-way. */
  private final Deque<BodyPlace> files = new ArrayDeque<>();

  private final Deque<Path> directories = new ArrayDeque<>();
  private Optional<BodyCheck> check = Optional.empty();
  private OptionalLong passRate = OptionalLong.empty();
  private long notedAtMillis;
  private boolean isLoaded;
  private volatile OptionalLong asked = OptionalLong.empty();
  private volatile boolean isStopping;
  private volatile ScrubState state = ScrubState.NEVER;
  private volatile ScrubTally total = ScrubTally.NOTHING;

  Scrub(ScrubDisk disk, ScrubSettings settings, Clock clock) {
    this.disk = disk;
    this.settings = settings;
    this.clock = clock;
    this.pace = new ScrubPace(settings);
  }

  @Override
  public String name() {
    return "scrub";
  }

  /** What there is to tell. */
  public ScrubStatus status() {
    ScrubState now = state;
    return new ScrubStatus(
        now.isRunning() || asked.isPresent(),
        now.passes(),
        now.tally(),
        disk.damagedCount(),
        time(now.startedMillis()),
        time(now.finishedMillis()),
        pace.share(now, indexParts.share()));
  }

  private static OptionalLong time(long millis) {
    return millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
  }

  /** What all passes of this process have seen. */
  public ScrubTally total() {
    return total;
  }

  /**
   * Has the next step begin a pass, from the beginning, in place of one that may be running.
   *
   * @param bytesPerSecond the rate, 1 or more; {@link Long#MAX_VALUE} for as fast as the disk reads
   */
  public void begin(long bytesPerSecond) {
    asked = OptionalLong.of(bytesPerSecond);
  }

  /** Has the running step end soon, and the next one be the last, which does nothing. */
  public void stop() {
    isStopping = true;
  }

  @Override
  public Future<Progress> step() {
    if (isStopping) {
      closeCheck();
      return Future.succeededFuture(Progress.done());
    }
    if (!disk.isWritable()) {
      return Future.succeededFuture(Progress.idle(LOOK_EVERY_MILLIS));
    }
    if (!isLoaded) {
      return load();
    }
    if (asked.isPresent()) {
      passRate = asked;
      asked = OptionalLong.empty();
      begin();
    } else if (isDue()) {
      passRate = OptionalLong.empty();
      begin();
    } else if (!state.isRunning()) {
      return Future.succeededFuture(Progress.idle(LOOK_EVERY_MILLIS));
    }
    long startedMillis = clock.monotonicMillis();
    return work().compose(units -> pause(units, startedMillis));
  }

  private Future<Progress> load() {
    return disk.onWorker(disk::loadState)
        .compose(
            stored -> {
              // A new store has nothing to scrub yet: its first pass comes after a period.
              boolean isNew = stored.equals(ScrubState.NEVER);
              state = isNew ? stored.begun(clock.wallMillis()).in(Phase.RESTING) : stored;
              isLoaded = true;
              return note();
            })
        .map(noted -> Progress.busy());
  }

  /** A clock that was set back does not put the next pass off for longer than a period. */
  private boolean isDue() {
    long sinceMillis = clock.wallMillis() - state.startedMillis();
    boolean isOver = sinceMillis >= settings.periodMillis() || sinceMillis < 0;
    return settings.periodMillis() > 0 && isOver && !state.isRunning();
  }

  private void begin() {
    closeCheck();
    indexParts.clear();
    files.clear();
    directories.clear();
    state = state.begun(clock.wallMillis());
    LOG.info("scrub: pass {} begins", state.passes() + 1);
  }

  private Future<Progress> pause(long units, long startedMillis) {
    long now = clock.monotonicMillis();
    long rate = passRate.orElseGet(() -> pace.bytesPerSecond(state, indexParts.totalBytes()));
    long pauseMillis = throttle.pauseMillis(units, rate, now - startedMillis);
    Progress next = pauseMillis == 0 ? Progress.busy() : Progress.throttled(pauseMillis);
    boolean isBetweenBodies = files.isEmpty() && directories.isEmpty();
    if (!isBetweenBodies || (state.isRunning() && now - notedAtMillis < NOTE_EVERY_MILLIS)) {
      return Future.succeededFuture(next);
    }
    notedAtMillis = now;
    return note().map(noted -> next);
  }

  private Future<Void> note() {
    byte[] encoded = state.encode();
    return disk.onWorker(
        () -> {
          disk.noteState(encoded);
          return null;
        });
  }

  /** Does a step of the pass; how much work it was, in bytes. */
  private Future<Long> work() {
    return switch (state.phase()) {
      case INDEX -> verifyIndex();
      case RECORDS -> files.isEmpty() ? nextPage() : checkFile();
      case FILES -> directories.isEmpty() ? nextDirectories() : examine();
      case RESTING -> Future.succeededFuture(0L);
    };
  }

  private Future<Long> verifyIndex() {
    if (!indexParts.isListed()) {
      return disk.onWorker(disk::indexParts)
          .map(
              parts -> {
                indexParts.list(parts);
                return BYTES_PER_ITEM;
              });
    }
    Optional<Table.Part> next = indexParts.next();
    if (next.isEmpty()) {
      state = state.in(Phase.RECORDS);
      return Future.succeededFuture(0L);
    }
    Table.Part part = next.get();
    return disk.<Void>onWorker(
            () -> {
              disk.verifyIndex(part);
              return null;
            })
        .recover(this::indexFailed)
        .map(
            done -> {
              indexParts.done();
              return part.sizeBytes() + BYTES_PER_ITEM;
            });
  }

  private Future<Void> indexFailed(Throwable cause) {
    if (cause instanceof TableException damaged && damaged.kind() == TableException.Kind.CORRUPT) {
      found(new ScrubTally(0, 0, 1, 0, 0));
      return disk.indexIsDamaged(damaged.getMessage());
    }
    return Future.failedFuture(cause);
  }

  private Future<Long> nextPage() {
    return disk.onWorker(() -> disk.page(state.cursor()))
        .compose(this::take)
        .recover(
            cause ->
                indexFailed(cause)
                    .map(
                        noted -> {
                          // What lies behind a damaged part of the index cannot be reached.
                          state = state.in(Phase.FILES);
                          return BYTES_PER_ITEM;
                        }));
  }

  private Future<Long> take(RecordPage page) {
    files.addAll(page.files());
    state = page.last().isPresent() ? state.at(page.last()) : state.in(Phase.FILES);
    long corrupt = (long) page.corrupt().size() + page.unreadable().size();
    found(new ScrubTally(page.records(), page.bytes(), corrupt, 0, 0));
    Future<Void> noted = Future.succeededFuture();
    for (Damage damage : page.corrupt()) {
      noted = noted.compose(done -> disk.note(damage)).mapEmpty();
    }
    for (Damage damage : page.missing()) {
      noted = noted.compose(done -> missing(damage));
    }
    for (Buffer record : page.unreadable()) {
      noted = noted.compose(done -> disk.dropRecord(record));
    }
    return noted.map(done -> page.bytes() + page.records() * BYTES_PER_ITEM);
  }

  /** Counts only if the version was not replaced meanwhile. */
  private Future<Void> missing(Damage damage) {
    return disk.note(damage)
        .map(
            isNews -> {
              if (isNews) {
                found(new ScrubTally(0, 0, 0, 1, 0));
              }
              return null;
            });
  }

  private void found(ScrubTally more) {
    state = state.with(more);
    total = total.plus(more);
  }

  /** A slice of the first body in the line, which is opened before. */
  private Future<Long> checkFile() {
    BodyPlace body = files.element();
    return check
        .map(this::slice)
        .orElseGet(() -> open(body))
        .recover(cause -> damaged(body, cause).map(noted -> BYTES_PER_ITEM));
  }

  private Future<Long> open(BodyPlace body) {
    return disk.onWorker(() -> disk.check(body))
        .compose(
            opened -> {
              check = opened;
              if (opened.isPresent()) {
                return Future.succeededFuture(BYTES_PER_ITEM);
              }
              files.remove();
              return missing(body.damage()).map(noted -> BYTES_PER_ITEM);
            });
  }

  private Future<Long> slice(BodyCheck checking) {
    return disk.onWorker(checking::slice)
        .map(
            bytes -> {
              found(new ScrubTally(0, bytes, 0, 0, 0));
              if (checking.isDone()) {
                closeCheck();
                files.remove();
              }
              return bytes;
            });
  }

  private Future<Void> damaged(BodyPlace body, Throwable cause) {
    closeCheck();
    files.remove();
    if (cause instanceof NewerFormatException newer) {
      LOG.warn("not checked: {}", newer.getMessage());
      return Future.succeededFuture();
    }
    if (cause instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.CORRUPT) {
      found(new ScrubTally(0, 0, 1, 0, 0));
      return disk.note(body.damage()).mapEmpty();
    }
    return Future.failedFuture(cause);
  }

  private void closeCheck() {
    check.ifPresent(Scrub::closeNow);
    check = Optional.empty();
  }

  /** A file that was only read; to close it waits for nothing, unless it was the last handle. */
  private static void closeNow(BodyCheck checked) {
    try {
      checked.close();
    } catch (IOException e) {
      LOG.warn("closing a blob file: {}", e.getMessage());
    }
  }

  private Future<Long> nextDirectories() {
    int next = state.directory();
    if (next == ScrubState.DIRECTORIES || settings.partitions().get().isEmpty()) {
      return finish();
    }
    return disk.onWorker(() -> disk.directories(next))
        .map(
            found -> {
              directories.addAll(found);
              state = state.atDirectory(next + 1);
              return 0L;
            });
  }

  private Future<Long> examine() {
    Path directory = directories.remove();
    OrphanFinder.Search search =
        new OrphanFinder.Search(
            settings.partitions().get().orElseThrow(), oldestMillis(), disk.isFilled());
    return disk.onWorker(() -> disk.examine(directory, search))
        .map(
            seen -> {
              found(new ScrubTally(0, 0, seen.corrupt(), 0, seen.orphans()));
              return seen.files() * BYTES_PER_ITEM;
            });
  }

  private long oldestMillis() {
    return clock.wallMillis() - settings.graceMillis();
  }

  private Future<Long> finish() {
    return disk.onWorker(() -> disk.removeLeftovers(oldestMillis()))
        .map(
            removed -> {
              state = state.finished(clock.wallMillis());
              LOG.info("scrub: pass {} is complete, {}", state.passes(), state.tally());
              return 0L;
            });
  }
}
