package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.disk.LocalDisk;
import io.henge.node.storage.table.RocksTable;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is whole whatever happens while it is made, and what is made of it starts anew. */
class BackupTest {
  private static final Partitions PARTITIONS = new Partitions(16);
  private static final Backup.Origin ORIGIN = new Backup.Origin(Samples.NODE, Samples.INCARNATION);
  private static final Buffer SMALL = Samples.bytes(1, 300);
  private static final Buffer LARGE = Samples.bytes(2, 60_000);
  private static final int KEYS = 24;
  private static final int OVERWRITES_MIN = 60;

  private static Vertx vertx;

  @TempDir private Path temporary;
  private StorePaths paths;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @BeforeEach
  void name() {
    paths = new StorePaths(temporary.resolve("data"));
  }

  private static PartitionedKey key(String text) {
    BlobKey key = BlobKey.of(text);
    return new PartitionedKey(PARTITIONS.partitionOf(KeyHash.of(key)), key);
  }

  private static List<Finding> check(StorePaths paths) throws IOException {
    List<Finding> found = new ArrayList<>();
    Fsck.run(
        Medium.readOnly(vertx, paths),
        paths,
        new Fsck.Expectations(Optional.of(PARTITIONS), OptionalLong.empty(), true),
        found::add);
    return found;
  }

  private StorePaths backup(String name) {
    return new StorePaths(paths.backups().resolve(name));
  }

  /** Overwrites and deletes a key again and again, each time after the last. */
  private static final class Writer {
    private final OpenStore open;
    private final PartitionedKey key;
    private final AtomicBoolean enough;
    private final AtomicInteger done;
    private Context past = Context.EMPTY;
    private int count;

    Writer(OpenStore open, PartitionedKey key, AtomicBoolean enough, AtomicInteger done) {
      this.open = open;
      this.key = key;
      this.enough = enough;
      this.done = done;
    }

    Future<Void> run() {
      count++;
      return next()
          .compose(
              written -> {
                done.incrementAndGet();
                return enough.get() ? Future.succeededFuture() : run();
              });
    }

    private Future<Void> next() {
      if (count % 5 == 4) {
        Version gone = Samples.tombstone(count, past);
        past = gone.context();
        return open.store().commit(new Change(key, Samples.record(gone), List.of()));
      }
      Buffer body = count % 3 == 0 ? SMALL : LARGE;
      Version version = Samples.version(count, past, body);
      past = version.context();
      if (body == SMALL) {
        return open.store().commit(Samples.inline(key, version, body));
      }
      StageId id = Samples.stageId(key.key().hashCode() * 10_000L + count);
      return open.driver()
          .staging(open.store(), id, body)
          .compose(staged -> open.store().commit(Samples.staged(key, version, id)));
    }
  }

  @Test
  void a_backup_of_a_busy_store_is_whole_and_leaves_nothing_behind() throws IOException {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    Backup.Report report;
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      for (int i = 0; i < KEYS; i++) {
        Version version = Samples.version(1, Context.EMPTY, LARGE);
        open.driver().putFile(open.store(), key("still/" + i), version, LARGE);
      }
      open.driver().await(open.store()::markFilled);
      report =
          open.driver()
              .await(
                  () -> {
                    List<Future<Void>> writers = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                      writers.add(new Writer(open, key("busy/" + i), enough, done).run());
                    }
                    Future<Backup.Report> made =
                        backupWhen(open, done, OVERWRITES_MIN)
                            .onComplete(ended -> enough.set(true));
                    return Future.join(writers).compose(all -> made);
                  });
    }
    assertThat(done.get()).isGreaterThan(OVERWRITES_MIN);
    assertThat(check(paths)).isEmpty();
    StorePaths backup = backup("b-1");
    assertThat(check(backup)).isEmpty();
    assertThat(report.keys()).isEqualTo(KEYS + 6);
    assertThat(report.missing()).isZero();
    assertThat(OpenStore.files(backup.blobs())).hasSize((int) report.files());
    assertThat(Files.readString(backup.root().resolve(Backup.MANIFEST)))
        .contains("\"format\" : 1", Samples.NODE.toString(), Samples.INCARNATION.toString());
  }

  private static Future<Backup.Report> backupWhen(OpenStore open, AtomicInteger done, int min) {
    if (done.get() >= min) {
      return open.store().backup("b-1", ORIGIN);
    }
    return vertx.timer(5).compose(later -> backupWhen(open, done, min));
  }

  private void load() {
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      Version large = Samples.version(1, Context.EMPTY, LARGE);
      Version small = Samples.version(1, Context.EMPTY, SMALL);
      open.driver().putFile(open.store(), key("large"), large, LARGE);
      open.driver().putInline(open.store(), key("small"), small, SMALL);
      open.driver().await(open.store()::markFilled);
      open.driver().await(() -> open.store().backup("b", ORIGIN));
    }
  }

  @Test
  void a_name_is_used_once_and_what_a_crash_left_of_a_backup_is_replaced() throws IOException {
    Path unfinished = paths.backups().resolve(".b");
    Files.createDirectories(unfinished.resolve("index"));
    Files.writeString(unfinished.resolve("index").resolve("x"), "x");
    Files.setPosixFilePermissions(paths.root(), PosixFilePermissions.fromString("rwx------"));
    load();
    assertThat(unfinished).doesNotExist();
    assertThat(check(backup("b"))).isEmpty();
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      assertThatThrownBy(() -> open.driver().await(() -> open.store().backup("b", ORIGIN)))
          .isInstanceOf(BackupConflict.class);
      for (String bad : List.of("", "B", ".b", "a/b", "a".repeat(65))) {
        assertThatThrownBy(() -> open.driver().await(() -> open.store().backup(bad, ORIGIN)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void a_backup_that_fails_leaves_nothing() throws IOException {
    load();
    Path to = paths.backups().resolve("c");
    Backup.Way way =
        new Backup.Way(
            (existing, second) -> {
              throw new IOException("no links today");
            },
            () -> false);
    try (Index index = Index.in(RocksTable.open(paths.index(), failed -> {}), paths.index())) {
      LocalDisk disk = new LocalDisk(vertx, temporary);
      assertThatThrownBy(() -> Backup.take(index, disk, paths, way, to, ORIGIN))
          .hasMessage("no links today");
    }
    assertThat(paths.backups().toFile().list()).containsExactly("b");
  }

  @Test
  void what_a_crash_left_of_a_backup_goes_at_the_next_start() throws IOException {
    load();
    Path unfinished = paths.backups().resolve(".c");
    Files.createDirectories(unfinished.resolve("index"));
    Files.writeString(unfinished.resolve("index").resolve("x"), "x");
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      Awaitility.await().untilAsserted(() -> assertThat(unfinished).doesNotExist());
      assertThat(backup("b").root()).exists();
      assertThat(open.store().refusal()).isEmpty();
    }
  }

  @Test
  void no_node_starts_on_a_backup() {
    load();
    assertThatThrownBy(() -> DataDirectory.open(backup("b").root()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a backup");
  }

  @Test
  void a_restored_store_has_all_and_is_not_filled_and_the_backup_stays_as_it_is()
      throws IOException {
    load();
    String before = DirectoryHash.of(backup("b").root());
    StorePaths to = new StorePaths(temporary.resolve("restored"));
    Restore.Report report = Restore.store(new LocalDisk(vertx, temporary), backup("b"), to);
    assertThat(report.files()).isEqualTo(1);
    assertThat(check(to)).extracting(Finding::kind).containsExactly(Finding.Kind.UNFILLED);
    Files.setPosixFilePermissions(to.root(), PosixFilePermissions.fromString("rwx------"));
    Version large = Samples.version(1, Context.EMPTY, LARGE);
    Version small = Samples.version(1, Context.EMPTY, SMALL);
    try (OpenStore open = OpenStore.in(vertx, to.root())) {
      assertThat(open.store().isUnfilled()).isTrue();
      assertThat(open.driver().read(open.store(), key("large"), large)).contains(LARGE);
      assertThat(open.driver().read(open.store(), key("small"), small)).contains(SMALL);
      Version next = Samples.version(2, large.context(), LARGE);
      open.driver().putFile(open.store(), key("large"), next, LARGE);
    }
    assertThat(DirectoryHash.of(backup("b").root())).isEqualTo(before);
  }

  @Test
  void a_missing_file_is_counted_and_the_others_are_kept() throws IOException {
    Version large = Samples.version(1, Context.EMPTY, LARGE);
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      open.driver().putFile(open.store(), key("one"), large, LARGE);
      open.driver().putFile(open.store(), key("two"), large, LARGE);
    }
    String lost = BlobFiles.name(key("one").key(), large.dot());
    Files.delete(paths.blobs().resolve(BlobDirectories.relative(lost)));
    Path to = temporary.resolve("elsewhere").resolve("copy");
    Backup.Report report = Backup.ofStopped(Medium.local(vertx, paths), paths, to, ORIGIN);
    assertThat(report).isEqualTo(new Backup.Report(2, 1, report.bytes(), 1));
    assertThat(check(new StorePaths(to)))
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(Finding.Kind.UNFILLED, Finding.Kind.FILE_MISSING);
    assertThatThrownBy(() -> Backup.ofStopped(Medium.local(vertx, paths), paths, to, ORIGIN))
        .hasMessageContaining("there is something already");
  }

  @Test
  void what_is_held_goes_at_the_end_unless_its_name_was_given_anew() throws IOException {
    LocalDisk disk = new LocalDisk(vertx, temporary);
    BlobFiles files =
        new BlobFiles(
            disk,
            temporary.resolve("blobs"),
            new Quarantine(disk, temporary),
            new StorageHealth(),
            CommitSteps.UNOBSERVED);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Version version = Samples.version(i + 1, Context.EMPTY, LARGE);
      names.add(BlobFiles.name(BlobKey.of("a"), version.dot()));
      Path staged = temporary.resolve("stage" + i);
      Files.writeString(staged, "x");
      files.place(staged, names.get(i));
    }
    files.holdUnlinks();
    assertThat(files.unlink(names.get(0))).isFalse();
    assertThat(files.unlink(names.get(1))).isFalse();
    assertThat(names).allSatisfy(name -> assertThat(files.path(name)).exists());
    assertThat(files.hasUnlinkedAll()).isFalse();
    Path again = temporary.resolve("again");
    Files.writeString(again, "y");
    files.place(again, names.get(1));
    assertThat(files.releaseUnlinks()).containsExactly(names.get(0));
    assertThat(files.path(names.get(0))).doesNotExist();
    assertThat(files.path(names.get(1))).hasContent("y");
    assertThat(files.hasUnlinkedAll()).isTrue();
    assertThat(files.unlink(names.get(2))).isTrue();
    assertThat(files.path(names.get(2))).doesNotExist();
  }
}
