package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Finding.Kind;
import io.henge.node.storage.Finding.Severity;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.RocksTable;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage is found and called by its name, and looking for it changes nothing. */
class FsckTest {
  private static final Partitions PARTITIONS = new Partitions(16);
  private static final int KEYS = 12;
  private static final Buffer LARGE = Samples.bytes(7, 100_000);
  private static final Buffer SMALL = Samples.bytes(8, 500);
  private static final PartitionedKey LARGE_KEY = key("large/1");
  private static final PartitionedKey SMALL_KEY = key("small/1");
  private static final Version LARGE_VERSION = Samples.version(1, Context.EMPTY, LARGE);
  private static final Version SMALL_VERSION = Samples.version(1, Context.EMPTY, SMALL);

  private static Vertx vertx;

  @TempDir private Path temporary;
  private StorePaths paths;
  private OptionalLong epochsReserved = OptionalLong.of(1000);
  private Optional<Partitions> partitions = Optional.of(PARTITIONS);

  @TempDir private static Path loadedOnce;

  @BeforeAll
  static void load() {
    vertx = Vertx.vertx();
    try (OpenStore open = OpenStore.in(vertx, loadedOnce.resolve("data"))) {
      for (int i = 0; i < KEYS; i++) {
        open.driver().putFile(open.store(), key("large/" + i), LARGE_VERSION, LARGE);
        open.driver().putInline(open.store(), key("small/" + i), SMALL_VERSION, SMALL);
      }
      Version gone = Samples.tombstone(2, SMALL_VERSION.context());
      Change delete = new Change(key("small/0"), Samples.record(gone), List.of());
      open.driver().await(() -> open.store().commit(delete));
      open.driver().await(open.store()::markFilled);
    }
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  private static PartitionedKey key(String text) {
    BlobKey key = BlobKey.of(text);
    return new PartitionedKey(PARTITIONS.partitionOf(KeyHash.of(key)), key);
  }

  @BeforeEach
  void copy() throws IOException {
    paths = new StorePaths(temporary.resolve("data"));
    OpenStore.copy(loadedOnce.resolve("data"), paths.root());
  }

  private List<Finding> check() throws IOException {
    String before = DirectoryHash.of(paths.root());
    List<Finding> found = new ArrayList<>();
    Fsck.run(
        Medium.readOnly(vertx, paths),
        paths,
        new Fsck.Expectations(partitions, epochsReserved, true),
        found::add);
    assertThat(DirectoryHash.of(paths.root())).isEqualTo(before);
    return found;
  }

  private List<Kind> kinds() throws IOException {
    return check().stream().map(Finding::kind).toList();
  }

  private Path file(PartitionedKey key, Version version) {
    String name = BlobFiles.name(key.key(), version.dot());
    return paths.blobs().resolve(name.substring(0, 2)).resolve(name.substring(2, 4)).resolve(name);
  }

  private void change(TableBatch batch) throws IOException {
    try (Table table = RocksTable.open(paths.index(), failed -> {})) {
      table.write(batch, Table.Durability.SYNCED);
    }
  }

  @Test
  void a_clean_directory_has_no_findings_and_all_of_it_is_counted() throws IOException {
    List<Finding> found = new ArrayList<>();
    Fsck.Totals totals =
        Fsck.run(
            Medium.readOnly(vertx, paths),
            paths,
            new Fsck.Expectations(partitions, epochsReserved, true),
            found::add);
    assertThat(found).isEmpty();
    long bytes = (long) KEYS * LARGE.length() + (KEYS - 1L) * SMALL.length();
    assertThat(totals).isEqualTo(new Fsck.Totals(2 * KEYS, 2 * KEYS, KEYS - 1, KEYS, bytes));
    partitions = Optional.empty();
    assertThat(check()).isEmpty();
  }

  @Test
  void a_flipped_bit_of_a_body_is_found_unless_only_a_quick_look_is_wanted() throws IOException {
    flip(file(LARGE_KEY, LARGE_VERSION), 70_000);
    assertThat(check())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Kind.FILE_CORRUPT);
              assertThat(found.kind().severity()).isEqualTo(Severity.DAMAGE);
              assertThat(found.subject()).isEqualTo("large/1");
              assertThat(found.text()).contains("block 1");
            });
    Fsck.run(
        Medium.readOnly(vertx, paths),
        paths,
        new Fsck.Expectations(partitions, epochsReserved, false),
        found -> assertThat(found).isNull());
  }

  @Test
  void a_shortened_file_is_corrupt() throws IOException {
    try (RandomAccessFile open =
        new RandomAccessFile(file(LARGE_KEY, LARGE_VERSION).toFile(), "rw")) {
      open.setLength(open.length() - 1);
    }
    assertThat(kinds()).containsExactly(Kind.FILE_CORRUPT);
  }

  @Test
  void files_that_changed_places_are_corrupt() throws IOException {
    Path one = file(LARGE_KEY, LARGE_VERSION);
    Path other = file(key("large/2"), LARGE_VERSION);
    Path aside = temporary.resolve("aside");
    Files.move(one, aside);
    Files.move(other, one);
    Files.move(aside, other);
    assertThat(kinds()).containsExactly(Kind.FILE_CORRUPT, Kind.FILE_CORRUPT);
  }

  @Test
  void a_missing_file_is_found_and_a_corrupt_copy_of_it_is_named() throws IOException {
    Path file = file(LARGE_KEY, LARGE_VERSION);
    Files.move(file, paths.quarantine().resolve(file.getFileName()));
    List<Finding> found = check();
    assertThat(found).extracting(Finding::kind).containsExactly(Kind.FILE_MISSING, Kind.QUARANTINE);
    assertThat(found.get(0).text()).contains("in quarantine");
  }

  @Test
  void a_file_without_record_is_an_orphan_unless_its_end_is_noted() throws IOException {
    TableBatch removal = new TableBatch();
    Index.deleteRecord(removal, IndexKeys.record(LARGE_KEY));
    change(removal);
    assertThat(check())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Kind.ORPHAN);
              assertThat(found.kind().severity()).isEqualTo(Severity.WARNING);
              assertThat(found.text()).contains("large/1");
            });
    TableBatch note = new TableBatch();
    Index.putUnlink(note, BlobFiles.name(LARGE_KEY.key(), LARGE_VERSION.dot()));
    change(note);
    assertThat(check())
        .singleElement()
        .satisfies(found -> assertThat(found.kind()).isEqualTo(Kind.UNLINK_PENDING));
  }

  @Test
  void what_does_not_belong_among_the_files_is_told() throws IOException {
    Path directory = file(LARGE_KEY, LARGE_VERSION).getParent();
    Files.writeString(directory.resolve("notes.txt"), "x");
    Files.writeString(paths.blobs().resolve("README"), "x");
    assertThat(kinds()).containsExactly(Kind.STRAY_FILE, Kind.STRAY_FILE);
  }

  @Test
  void a_missing_small_body_is_found_and_so_is_one_that_nobody_names() throws IOException {
    byte[] row = IndexKeys.body(SMALL_KEY, SMALL_VERSION.dot());
    change(new TableBatch().delete(Family.BODIES, row));
    assertThat(kinds()).containsExactly(Kind.BODY_MISSING);
    byte[] stray = IndexKeys.body(key("nobody"), SMALL_VERSION.dot());
    change(new TableBatch().put(Family.BODIES, stray, InlineValue.encode(SMALL)));
    assertThat(kinds()).containsExactly(Kind.BODY_MISSING, Kind.STRAY_BODIES);
  }

  @Test
  void a_record_without_its_name_is_found_and_so_is_a_name_that_has_no_record() throws IOException {
    TableBatch nameless = new TableBatch();
    NameOrder.remove(nameless, IndexKeys.record(SMALL_KEY));
    change(nameless);
    assertThat(check())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Kind.NAME_MISSING);
              assertThat(found.subject()).isEqualTo("small/1");
            });
    TableBatch stray = new TableBatch();
    NameOrder.add(stray, key("nobody"));
    change(stray);
    assertThat(kinds()).containsExactly(Kind.NAME_MISSING, Kind.STRAY_NAMES);
  }

  @Test
  void a_small_body_that_is_not_what_was_written_is_found() throws IOException {
    byte[] value = InlineValue.encode(SMALL);
    value[100] ^= 1;
    byte[] row = IndexKeys.body(SMALL_KEY, SMALL_VERSION.dot());
    change(new TableBatch().put(Family.BODIES, row, value));
    assertThat(kinds()).containsExactly(Kind.BODY_CORRUPT);
  }

  @Test
  void a_record_that_cannot_be_read_is_found() throws IOException {
    byte[] row = IndexKeys.record(key("small/0"));
    change(new TableBatch().put(Family.RECORDS, row, new byte[] {1, 9, 9}));
    assertThat(kinds()).containsExactly(Kind.RECORD_UNREADABLE);
  }

  @Test
  void a_record_in_another_partition_is_found() throws IOException {
    PartitionedKey key = key("small/0");
    PartitionedKey elsewhere = new PartitionedKey((key.partition() + 1) % 16, key.key());
    Version gone = Samples.tombstone(2, SMALL_VERSION.context());
    StoredRecord record = new StoredRecord(Samples.record(gone), List.of(Place.NONE));
    byte[] value = IndexRecordCodec.encode(record);
    TableBatch misplaced = new TableBatch();
    NameOrder.add(misplaced, elsewhere);
    change(misplaced.put(Family.RECORDS, IndexKeys.record(elsewhere), value));
    assertThat(kinds()).containsExactly(Kind.RECORD_MISPLACED);
    partitions = Optional.empty();
    assertThat(kinds()).isEmpty();
  }

  @Test
  void a_dot_of_an_epoch_that_was_never_reserved_is_found() throws IOException {
    epochsReserved = OptionalLong.of(1);
    assertThat(kinds()).hasSize(2 * KEYS).containsOnly(Kind.MINT_MARK_BEYOND_EPOCHS);
  }

  @Test
  void stages_and_a_missing_mark_of_filling_are_notes() throws IOException {
    Files.writeString(paths.stage().resolve("stage"), "x");
    TableBatch unfilled = new TableBatch();
    Index.deleteFilled(unfilled);
    change(unfilled);
    assertThat(kinds()).containsExactly(Kind.UNFILLED, Kind.STAGE);
    assertThat(Kind.STAGE.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void a_damaged_table_of_the_index_is_found() throws IOException {
    // The log becomes a table when the index is opened the next time.
    change(new TableBatch().put(Family.META, new byte[] {1}, new byte[1]));
    Path table = indexFile(".sst");
    flip(table, Files.size(table) / 2);
    assertThat(kinds()).contains(Kind.INDEX_CORRUPT).doesNotContain(Kind.ORPHAN);
  }

  @Test
  void a_damaged_log_of_the_index_is_found() throws IOException {
    try (Table table = RocksTable.open(paths.index(), failed -> {})) {
      // Only what follows proves that a write was synced.
      for (byte i = 1; i <= 4; i++) {
        TableBatch batch = new TableBatch().put(Family.META, new byte[] {i}, new byte[5000]);
        table.write(batch, Table.Durability.SYNCED);
      }
    }
    Path log = indexFile(".log");
    flip(log, Files.size(log) / 4);
    assertThat(kinds()).contains(Kind.INDEX_LOST_WRITES);
  }

  @Test
  void without_an_index_the_files_are_checked_by_themselves() throws IOException {
    for (Path file : OpenStore.files(paths.index())) {
      Files.delete(file);
    }
    flip(file(LARGE_KEY, LARGE_VERSION), 5);
    assertThat(kinds()).containsExactly(Kind.INDEX_UNREADABLE, Kind.FILE_CORRUPT);
  }

  private Path indexFile(String end) throws IOException {
    Path largest = paths.index();
    for (Path file : OpenStore.files(paths.index())) {
      if (file.toString().endsWith(end)
          && (largest.equals(paths.index()) || Files.size(file) > Files.size(largest))) {
        largest = file;
      }
    }
    assertThat(largest).isRegularFile();
    return largest;
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(position);
      int old = open.read();
      open.seek(position);
      open.write(old ^ 1);
    }
  }
}
