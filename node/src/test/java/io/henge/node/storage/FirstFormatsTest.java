package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.membership.ChainFiles;
import io.henge.node.replica.Epochs;
import io.henge.node.storage.disk.LocalDisk;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.RocksTable;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory of the first version is read for ever, and would be written the same today. */
class FirstFormatsTest {
  private static final String NAME = "/data-directory-1.zip";

  @TempDir private Path temporary;
  private final Vertx vertx = Vertx.vertx();
  private final StoreDriver driver = new StoreDriver(vertx);

  @BeforeEach
  void unpack() throws IOException {
    Files.createDirectory(
        root(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (InputStream resource = FirstFormatsTest.class.getResourceAsStream(NAME);
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = root().resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
  }

  @AfterEach
  void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Path root() {
    return temporary.resolve("data");
  }

  private SyncedFiles smallFiles() throws IOException {
    return new SyncedFiles(vertx, new LocalDisk(vertx, root()), root());
  }

  private Path blobFile() {
    String name = BlobFiles.name(FirstFormats.FILE_KEY.key(), FirstFormats.FILE_VERSION.dot());
    return root()
        .resolve("blobs")
        .resolve(name.substring(0, 2))
        .resolve(name.substring(2, 4))
        .resolve(name);
  }

  @Test
  void the_store_finds_all_records_and_bodies() {
    try (OpenStore open = OpenStore.in(vertx, root())) {
      BlobStore store = open.store();
      assertThat(store.isUnfilled()).isFalse();
      FirstFormats.RECORDS.forEach(
          (key, record) -> assertThat(driver.await(() -> store.load(key))).contains(record));
      assertBody(store, FirstFormats.FILE_KEY, FirstFormats.FILE_VERSION, FirstFormats.FILE_BODY);
      assertBody(
          store, FirstFormats.INLINE_KEY, FirstFormats.INLINE_VERSION, FirstFormats.INLINE_BODY);
      assertBody(
          store, FirstFormats.SIBLINGS_KEY, FirstFormats.INLINE_VERSION, FirstFormats.INLINE_BODY);
      assertBody(store, FirstFormats.SIBLINGS_KEY, FirstFormats.SIBLING, FirstFormats.EMPTY_BODY);
    }
  }

  private void assertBody(BlobStore store, PartitionedKey key, Version version, Buffer body) {
    assertThat(driver.read(store, key, version)).contains(body);
  }

  @Test
  void an_index_without_an_order_of_names_gets_one_once() throws IOException {
    List<BlobKey> keys =
        FirstFormats.RECORDS.keySet().stream().map(PartitionedKey::key).sorted().toList();
    for (int start = 0; start < 2; start++) {
      try (OpenStore open = OpenStore.in(vertx, root())) {
        NamePage page =
            driver.await(
                () ->
                    open.store()
                        .names(
                            new KeyRange("", Optional.empty(), KeyBound.START, 100),
                            partition -> true));
        assertThat(page.entries()).extracting(KeyPage.Entry::key).containsExactlyElementsOf(keys);
        assertThat(open.store().isUnfilled()).isFalse();
      }
    }
    try (Table table = RocksTable.open(root().resolve("index"), failure -> {})) {
      assertThat(rows(table, Family.META)).containsEntry(hex("format"), "00000002");
    }
  }

  @Test
  void an_order_of_names_that_was_half_made_is_made_anew() throws IOException {
    PartitionedKey first = FirstFormats.RECORDS.keySet().iterator().next();
    PartitionedKey stray = new PartitionedKey(3, BlobKey.of("removed by the older program since"));
    try (Table table = RocksTable.open(root().resolve("index"), failure -> {})) {
      TableBatch half = new TableBatch();
      NameOrder.add(half, first);
      NameOrder.add(half, stray);
      table.write(half, Table.Durability.UNSYNCED);
    }
    try (OpenStore open = OpenStore.in(vertx, root())) {
      assertThat(open.store().refusal()).isEmpty();
    }
    Map<String, String> names = new TreeMap<>();
    FirstFormats.RECORDS
        .keySet()
        .forEach(key -> names.put(hex(IndexKeys.name(IndexKeys.record(key))), ""));
    try (Table table = RocksTable.open(root().resolve("index"), failure -> {})) {
      assertThat(rows(table, Family.NAMES)).isEqualTo(names);
    }
  }

  @Test
  void a_name_is_the_key_a_zero_byte_and_the_partition() {
    PartitionedKey key = new PartitionedKey(258, BlobKey.of("a/\u00e9"));
    byte[] name = IndexKeys.name(IndexKeys.record(key));
    assertThat(hex(name)).isEqualTo("612fc3a9" + "00" + "00000102");
    assertThat(IndexKeys.nameOf(name)).isEqualTo(key);
  }

  @Test
  void an_old_index_can_be_checked_and_listed_without_being_changed() throws IOException {
    StorePaths paths = new StorePaths(root());
    List<Finding> found = new ArrayList<>();
    Fsck.run(
        Medium.readOnly(vertx, paths),
        paths,
        new Fsck.Expectations(Optional.empty(), OptionalLong.empty(), true),
        found::add);
    assertThat(found)
        .extracting(Finding::kind)
        .doesNotContain(Finding.Kind.NAME_MISSING, Finding.Kind.INDEX_UNREADABLE);
    List<String> names = new ArrayList<>();
    try (Inspection inspection = Inspection.open(Medium.readOnly(vertx, paths), paths)) {
      inspection.keys("", key -> names.add(key.text()));
    }
    assertThat(names).hasSameSizeAs(FirstFormats.RECORDS.keySet());
  }

  @Test
  void the_small_files_say_who_the_node_is() throws IOException {
    SyncedFiles small = smallFiles();
    ChainFiles files = new ChainFiles(small);
    assertThat(driver.await(files::storedIdentity)).contains(FirstFormats.IDENTITY);
    assertThat(driver.await(files::promise)).contains(FirstFormats.ENTRY);
    assertThat(driver.await(files::chain)).contains(FirstFormats.ENTRY);
    assertThat(driver.await(() -> Epochs.stored(small))).contains(FirstFormats.EPOCHS);
  }

  @Test
  void the_small_files_would_be_written_with_the_same_bytes() throws IOException {
    for (Map.Entry<String, Buffer> file : FirstFormats.smallFiles().entrySet()) {
      Path path = root().resolve(file.getKey());
      byte[] golden = Files.readAllBytes(path);
      SyncedFiles small = smallFiles();
      driver.await(() -> small.write(file.getKey(), file.getValue()));
      assertThat(Files.readAllBytes(path)).as(file.getKey()).isEqualTo(golden);
    }
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(root().resolve(Epochs.FILE))))
        .isEqualTo(
            "01"
                + "0000000000000003"
                + "0000000000000001"
                + "01"
                + HexFormat.of()
                    .formatHex("\n#crc32c 7f932e65\n".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void a_blob_file_would_be_written_with_the_same_bytes() throws IOException {
    BlockChecksums.Collector checksums = new BlockChecksums.Collector();
    checksums.add(ByteBuffer.wrap(FirstFormats.FILE_BODY.getBytes()));
    BlobFooter footer =
        new BlobFooter(FirstFormats.FILE_KEY.key(), FirstFormats.FILE_VERSION, checksums.finish());
    Buffer file = FirstFormats.FILE_BODY.copy().appendBytes(BlobFileFormat.tail(footer));
    assertThat(Files.readAllBytes(blobFile())).isEqualTo(file.getBytes());
  }

  @Test
  void the_index_would_be_written_with_the_same_rows() throws IOException {
    Map<String, String> records = new TreeMap<>();
    FirstFormats.RECORDS.forEach(
        (key, record) -> {
          List<Place> places =
              record.object().live().stream().map(FirstFormatsTest::placeOf).toList();
          byte[] value = IndexRecordCodec.encode(new StoredRecord(record, places));
          records.put(hex(IndexKeys.record(key)), hex(value));
        });
    Map<String, String> bodies = new TreeMap<>();
    addBody(bodies, FirstFormats.INLINE_KEY, FirstFormats.INLINE_VERSION, FirstFormats.INLINE_BODY);
    addBody(
        bodies, FirstFormats.SIBLINGS_KEY, FirstFormats.INLINE_VERSION, FirstFormats.INLINE_BODY);
    addBody(bodies, FirstFormats.SIBLINGS_KEY, FirstFormats.SIBLING, FirstFormats.EMPTY_BODY);
    Map<String, String> meta = Map.of(hex("format"), "00000001", hex("filled"), "");
    try (Table table = RocksTable.open(root().resolve("index"), failure -> {})) {
      assertThat(rows(table, Family.RECORDS)).isEqualTo(records);
      assertThat(rows(table, Family.BODIES)).isEqualTo(bodies);
      assertThat(rows(table, Family.META)).isEqualTo(meta);
    }
  }

  private static Place placeOf(Version version) {
    if (version.isTombstone()) {
      return Place.NONE;
    }
    return version.equals(FirstFormats.FILE_VERSION) ? Place.FILE : Place.INLINE;
  }

  private static void addBody(
      Map<String, String> rows, PartitionedKey key, Version version, Buffer body) {
    rows.put(hex(IndexKeys.body(key, version.dot())), hex(InlineValue.encode(body)));
  }

  private static Map<String, String> rows(Table table, Family family) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    table.scan(
        family,
        new byte[0],
        (key, value) -> {
          rows.put(hex(key), hex(value));
          return true;
        });
    return rows;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String hex(String ascii) {
    return hex(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void a_blob_file_of_a_newer_format_is_refused_and_stays_where_it_is() throws IOException {
    Path path = blobFile();
    byte[] bytes = Files.readAllBytes(path);
    int end = bytes.length;
    bytes[end - 13] = 2;
    CRC32C crc = new CRC32C();
    int footer = ByteBuffer.wrap(bytes).getInt(end - 20);
    crc.update(bytes, end - 20 - footer, footer + 8);
    ByteBuffer.wrap(bytes).putInt(end - 12, (int) crc.getValue());
    Files.write(path, bytes);
    try (ReadableFile file = new LocalDisk(vertx, root()).open(path)) {
      assertThatThrownBy(() -> BlobFileFormat.read(file, path))
          .isInstanceOf(NewerFormatException.class)
          .hasMessageContaining("was written in format 2; this program reads formats up to 1");
    }
    try (OpenStore open = OpenStore.in(vertx, root())) {
      assertThatThrownBy(
              () -> driver.read(open.store(), FirstFormats.FILE_KEY, FirstFormats.FILE_VERSION))
          .isInstanceOf(StorageFailure.class)
          .hasMessageContaining("was written in format 2; this program reads formats up to 1");
    }
    assertThat(path).hasBinaryContent(bytes);
  }

  @Test
  void a_changed_bit_in_the_number_of_the_format_is_damage_and_not_a_newer_format()
      throws IOException {
    Path path = blobFile();
    byte[] sound = Files.readAllBytes(path);
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      byte[] bytes = sound.clone();
      bytes[bytes.length - 13 - bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path, bytes);
      try (ReadableFile file = new LocalDisk(vertx, root()).open(path)) {
        assertThatThrownBy(() -> BlobFileFormat.read(file, path))
            .as("bit %d", bit)
            .isInstanceOfSatisfying(
                StorageFailure.class,
                damage -> assertThat(damage.kind()).isEqualTo(StorageFailure.Kind.CORRUPT));
      }
    }
    try (OpenStore open = OpenStore.in(vertx, root())) {
      assertThatThrownBy(
              () -> driver.read(open.store(), FirstFormats.FILE_KEY, FirstFormats.FILE_VERSION))
          .hasMessageContaining("does not match its checksum");
      assertThat(open.store().damagedCount()).isEqualTo(1);
    }
  }

  @Test
  void small_files_of_a_newer_format_are_refused() throws IOException {
    SyncedFiles small = smallFiles();
    ChainFiles files = new ChainFiles(small);
    write(small, ChainFiles.IDENTITY, Buffer.buffer("henge-node 2\n1\n2\n"));
    assertThatThrownBy(() -> driver.await(files::storedIdentity))
        .hasMessageContaining("is not of the format 'henge-node 1'");
    String entry = FirstFormats.ENTRY.toJson().replace("{\"format\":1,", "{\"format\":2,");
    write(small, ChainFiles.CHAIN, Buffer.buffer(entry));
    assertThatThrownBy(() -> driver.await(files::chain))
        .hasMessageContaining("the entry has format 2; this version reads up to format 1");
    Buffer epochs = driver.<Optional<Buffer>>await(() -> small.read(Epochs.FILE)).orElseThrow();
    write(small, Epochs.FILE, epochs.copy().setByte(0, (byte) 2));
    assertThatThrownBy(() -> driver.await(() -> Epochs.stored(small)))
        .hasMessageContaining("the file 'epochs' has format 2, this program knows 1");
  }

  private void write(SyncedFiles small, String name, Buffer content) {
    driver.await(() -> small.write(name, content));
  }
}
