package io.henge.node.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.Identity;
import io.henge.node.replica.Epochs;
import io.henge.node.storage.Change;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.DataDirectory;
import io.henge.node.storage.DirectoryHash;
import io.henge.node.storage.DiskBlobStore;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.Medium;
import io.henge.node.storage.MintMark;
import io.henge.node.storage.StageRequest;
import io.henge.node.storage.StorePaths;
import io.henge.node.storage.SyncedFiles;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.RocksTable;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.KeyHash;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
import io.henge.ring.Seat;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools as an operator meets them: what they print, and how they exit. */
class ToolsTest {
  private static final Identity SELF = new Identity(new NodeId(7), new Incarnation(9));
  private static final Partitions PARTITIONS = new Partitions(8);
  private static final List<String> KEYS = List.of("b/2", "a/1", "a/2", "line\nbreak");
  private static final String LARGE_KEY = "a/2";

  private static final byte[] NONE = {};

  @TempDir private static Path loadedOnce;
  private static Vertx vertx;

  @TempDir private Path temporary;
  private Path data;
  private String out = "";
  private String err = "";

  @BeforeAll
  static void load() throws IOException {
    vertx = Vertx.vertx();
    Path root = loadedOnce.resolve("data");
    try (DataDirectory directory = DataDirectory.open(root)) {
      Medium medium = Medium.local(vertx, directory.paths());
      SyncedFiles files = new SyncedFiles(vertx, medium.disk(), root);
      new ChainFiles(files).writeIdentity(SELF).await();
      files.write(ChainFiles.CHAIN, Buffer.buffer(chain().toJson())).await();
      Epochs epochs = Epochs.open(files, Epochs.Marks.NONE).await();
      assertThat(epochs.take()).isEqualTo(1);
      DiskBlobStore store =
          DiskBlobStore.open(
              vertx, directory.paths(), medium, DiskBlobStore.Options.DEFAULT.withReserveBytes(0));
      for (String key : KEYS) {
        store.commit(change(store, key)).await();
      }
      store.markFilled().await();
      store.close().await();
      epochs.stopCleanly().await();
    }
  }

  private static ChainEntry chain() {
    Address address = Address.parse("127.0.0.1:7501");
    Member member =
        new Member(new Seat(1), SELF.node(), SELF.incarnation(), address, address, 0, 1);
    return ChainEntry.founding(List.of(member), PARTITIONS.count(), 3);
  }

  private static Change change(DiskBlobStore store, String text) {
    BlobKey key = BlobKey.of(text);
    Buffer body = Buffer.buffer("x".repeat(text.equals(LARGE_KEY) ? 50_000 : 10));
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes());
    Version version =
        new Version(
            new Dot(new Actor(SELF.node(), SELF.incarnation(), 1), 1),
            Context.EMPTY,
            new Timestamp(1_700_000_000_000L, 0),
            Policy.SIBLINGS,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(
                new Content(
                    body.length(),
                    (int) crc.getValue(),
                    new TreeMap<>(Map.of("content-type", "text/x")))));
    NewBody bytes = new NewBody.Inline(version, body);
    if (text.equals(LARGE_KEY)) {
      StageId id = new StageId(SELF.node(), 1);
      StageRequest request = StageRequest.ofNew(id, OptionalLong.of(body.length()));
      store
          .stage(request)
          .compose(
              stage ->
                  stage
                      .write(body)
                      .compose(done -> stage.complete(body.length(), (int) crc.getValue())))
          .await();
      bytes = new NewBody.Staged(version, id);
    }
    IndexRecord record =
        new IndexRecord(BlobObject.written(version), Optional.of(new MintMark(1, 1)), 1, 0);
    int partition = PARTITIONS.partitionOf(KeyHash.of(key));
    return new Change(new PartitionedKey(partition, key), record, List.of(bytes));
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @BeforeEach
  void copy() throws IOException {
    data = temporary.resolve("data");
    try (Stream<Path> walk = Files.walk(loadedOnce.resolve("data"))) {
      for (Path file : walk.toList()) {
        Files.copy(file, data.resolve(loadedOnce.resolve("data").relativize(file).toString()));
      }
    }
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
  }

  private int run(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    assertThat(Tools.areAskedFor(arguments)).isTrue();
    int code = Tools.run(arguments, stream(printed), stream(complaints));
    out = printed.toString(StandardCharsets.UTF_8);
    err = complaints.toString(StandardCharsets.UTF_8);
    return code;
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private int onData(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString()))
            .toArray(String[]::new);
    return run(all);
  }

  @Test
  void bad_usage_is_exit_code_2_and_help_is_0() {
    assertThat(run("fsck")).isEqualTo(2);
    assertThat(err.lines()).hasSize(1).first().asString().startsWith("henge-node fsck: ");
    assertThat(onData("fsck", "--frobnicate")).isEqualTo(2);
    assertThat(run("inspect")).isEqualTo(2);
    for (String tool : List.of("fsck", "rebuild-index", "inspect", "backup", "restore")) {
      assertThat(run(tool, "--help")).as(tool).isZero();
      assertThat(out).as(tool).contains("Exit codes", "--data");
    }
    assertThat(Tools.areAskedFor(new String[] {"--data", "x"})).isFalse();
    assertThat(Tools.areAskedFor(new String[0])).isFalse();
  }

  @Test
  void a_clean_directory_passes_fsck_and_stays_as_it_is() throws IOException {
    String before = DirectoryHash.of(data);
    assertThat(onData("fsck", "--strict")).isZero();
    assertThat(out)
        .contains("checked: 4 keys, 4 live versions, 3 small bodies, 1 files, 50030 bytes");
    assertThat(onData("fsck", "--json")).isZero();
    JsonObject summary = new JsonObject(out.lines().toList().get(0)).getJsonObject("summary");
    assertThat(summary.getInteger("keys")).isEqualTo(4);
    assertThat(summary.getJsonObject("damage")).isEmpty();
    assertThat(DirectoryHash.of(data)).isEqualTo(before);
  }

  @Test
  void damage_is_exit_code_1_with_a_line_for_each() throws IOException {
    Files.writeString(data.resolve("identity"), "someone else");
    Files.delete(data.resolve("epochs"));
    Files.writeString(data.resolve("chain.json.tmp"), "half");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(onData("fsck")).isEqualTo(1);
    assertThat(out.lines())
        .anyMatch(line -> line.startsWith("damage permissions ."))
        .anyMatch(line -> line.startsWith("damage small-file identity: "))
        .anyMatch(line -> line.startsWith("damage small-file epochs: "))
        .anyMatch(line -> line.startsWith("note temporary chain.json.tmp: "))
        .contains("damage: permissions 1, small-file 2");
    assertThat(onData("fsck", "--json")).isEqualTo(1);
    assertThat(new JsonObject(out.lines().toList().get(0)).getMap())
        .containsKeys("severity", "kind", "subject", "text");
  }

  @Test
  void a_warning_is_exit_code_1_only_when_it_is_asked_for() throws IOException {
    Files.writeString(data.resolve("blobs").resolve("stray"), "x");
    assertThat(onData("fsck")).isZero();
    assertThat(out).contains("warning stray-file blobs/stray");
    assertThat(onData("fsck", "--strict")).isEqualTo(1);
  }

  @Test
  void a_directory_in_use_or_missing_is_refused_in_one_line() throws IOException {
    try (DataDirectory held = DataDirectory.open(data)) {
      assertThat(held.root()).isEqualTo(data);
      assertThat(onData("fsck")).isEqualTo(1);
      assertThat(err).contains("in use").hasLineCount(1);
      assertThat(onData("rebuild-index", "--force")).isEqualTo(1);
      assertThat(err).contains("in use").hasLineCount(1);
    }
    Path missing = temporary.resolve("missing");
    for (String tool : List.of("fsck", "rebuild-index")) {
      assertThat(run(tool, "--data", missing.toString())).isEqualTo(1);
      assertThat(err).contains("there is no such").hasLineCount(1);
    }
    assertThat(missing).doesNotExist();
  }

  @Test
  void inspect_prints_keys_in_order_records_and_their_number() throws IOException {
    String before = DirectoryHash.of(data);
    assertThat(onData("inspect", "keys")).isZero();
    assertThat(out.lines()).containsExactly("a/1", "a/2", "b/2", "line\\u000abreak");
    assertThat(onData("inspect", "keys", "--prefix", "a/", "--limit", "1")).isZero();
    assertThat(out.lines()).containsExactly("a/1");
    assertThat(onData("inspect", "count")).isZero();
    assertThat(out.strip()).isEqualTo("4");
    assertThat(onData("inspect", "show", "line\\u000abreak")).isZero();
    assertThat(out).contains("key: line\\u000abreak", "size: 10 bytes", "place: index", "text/x");
    assertThat(onData("inspect", "show", "a/2")).isZero();
    assertThat(out).contains("size: 50000 bytes", "mint mark: epoch 1, counter 1");
    assertThat(onData("inspect", "show", "nobody")).isEqualTo(1);
    assertThat(onData("inspect", "dump")).isZero();
    assertThat(out.lines().map(JsonObject::new).map(json -> json.getString("key")))
        .containsExactlyInAnyOrderElementsOf(KEYS);
    assertThat(DirectoryHash.of(data)).isEqualTo(before);
  }

  @Test
  void rebuild_index_leaves_a_readable_index_alone_unless_forced() throws IOException {
    assertThat(onData("rebuild-index")).isEqualTo(1);
    assertThat(err).contains("4 keys", "--force").hasLineCount(1);
    assertThat(onData("rebuild-index", "--force")).isZero();
    assertThat(out).contains("rebuilt: 1 keys, 1 live versions, 50000 bytes");
    assertThat(data.resolve("index.old-1")).isDirectory();
    assertThat(onData("fsck", "--strict")).isZero();
    assertThat(out).contains("note unfilled");
  }

  @Test
  void the_order_of_names_alone_can_be_made_anew() throws IOException {
    try (RocksTable table = RocksTable.open(data.resolve("index"), failed -> {})) {
      TableBatch batch = new TableBatch().put(Family.NAMES, new byte[] {'z', 0, 0, 0, 0, 0}, NONE);
      table.scan(Family.NAMES, NONE, (name, none) -> batch.delete(Family.NAMES, name) == null);
      table.write(batch, Table.Durability.SYNCED);
    }
    assertThat(onData("fsck")).isEqualTo(1);
    assertThat(out).contains("name-missing").contains("stray-names");
    assertThat(onData("rebuild-index", "--names")).isZero();
    assertThat(onData("fsck", "--strict")).isZero();
    assertThat(data.resolve("index.old-1")).doesNotExist();
  }

  @Test
  void a_backup_is_restored_with_a_new_incarnation() throws IOException {
    Path backup = temporary.resolve("backup");
    Path restored = temporary.resolve("restored");
    assertThat(onData("backup", "--to", backup.toString())).isZero();
    assertThat(out).contains("kept: 4 keys, 1 files").contains("0 files were missing");
    assertThat(run("fsck", "--strict", "--data", backup.toString())).isZero();
    assertThat(onData("backup", "--to", backup.toString())).isEqualTo(1);
    assertThat(run("restore", "--from", backup.toString(), "--data", restored.toString())).isZero();
    assertThat(run("fsck", "--strict", "--data", restored.toString())).isZero();
    assertThat(out).contains("note not-a-member chain.json", "note unfilled", "checked: 4 keys");
    Identity identity = identity(restored);
    assertThat(identity.node()).isEqualTo(SELF.node());
    assertThat(identity.incarnation()).isNotEqualTo(SELF.incarnation());
    assertThat(restored.resolve("promise.json")).doesNotExist();
    assertThat(run("restore", "--from", backup.toString(), "--data", restored.toString()))
        .isEqualTo(1);
    assertThat(err).contains("not empty").hasLineCount(1);
    Path other = temporary.resolve("other");
    assertThat(run("restore", "--from", data.toString(), "--data", other.toString())).isEqualTo(1);
    assertThat(err).contains("not a backup").hasLineCount(1);
    assertThat(other).doesNotExist();
  }

  private static Identity identity(Path root) throws IOException {
    Medium medium = Medium.readOnly(vertx, new StorePaths(root));
    return new ChainFiles(new SyncedFiles(vertx, medium.disk(), root))
        .storedIdentity()
        .await()
        .orElseThrow();
  }
}
