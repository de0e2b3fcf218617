package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backups of a running store, one at a time, each in {@code backups/} under its name. */
final class BackupDesk {
  private static final Logger LOG = LoggerFactory.getLogger(BackupDesk.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final long STUCK_AFTER_HOURS = 24;

  private final WorkerExecutor worker;
  private final Disk disk;
  private final StorePaths paths;
  private final Index index;
  private final BlobFiles files;
  private final Unlinks unlinks;
  private final AtomicBoolean isBusy = new AtomicBoolean();

  BackupDesk(
      Vertx vertx, Disk disk, StorePaths paths, Index index, BlobFiles files, Unlinks unlinks) {
    this.worker = vertx.createSharedWorkerExecutor("backup", 1, STUCK_AFTER_HOURS, TimeUnit.HOURS);
    this.disk = disk;
    this.paths = paths;
    this.index = index;
    this.files = files;
    this.unlinks = unlinks;
    // There may be many links, and the one thread makes a backup wait for their end.
    worker
        .executeBlocking(this::removeUnfinished, false)
        .onFailure(cause -> LOG.warn("removing unfinished backups: {}", cause.getMessage()));
  }

  private Void removeUnfinished() throws IOException {
    Backup.removeUnfinished(disk, paths.backups());
    return null;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Makes a backup, unless the store is asked to stop before it is whole. */
  Future<Backup.Report> make(String name, Backup.Origin origin, BooleanSupplier isStopped) {
    if (!isName(name)) {
      return Future.failedFuture(new IllegalArgumentException("not a backup's name: " + name));
    }
    if (!isBusy.compareAndSet(false, true)) {
      return Future.failedFuture(new BackupConflict("another backup is being made"));
    }
    return worker
        .executeBlocking(() -> makeNow(name, origin, isStopped), false)
        .andThen(done -> isBusy.set(false));
  }

  private Backup.Report makeNow(String name, Backup.Origin origin, BooleanSupplier isStopped)
      throws IOException {
    Path to = paths.backups().resolve(name);
    if (disk.exists(to)) {
      throw new BackupConflict("there is a backup of the name " + name + " already");
    }
    disk.createDirectories(paths.backups());
    disk.syncDirectory(paths.root());
    files.holdUnlinks();
    try {
      Backup.Way way = new Backup.Way(disk::link, isStopped);
      Backup.Report report = Backup.take(index, disk, paths, way, to, origin);
      LOG.info("made the backup {}: {}", name, report);
      return report;
    } catch (FileAlreadyExistsException e) {
      throw new BackupConflict("there is a backup of the name " + name + " already");
    } catch (IOException e) {
      throw DiskErrors.of("making the backup " + name, e);
    } finally {
      unlinks.releaseHeld();
    }
  }

  Future<Void> close() {
    return worker.close();
  }
}
