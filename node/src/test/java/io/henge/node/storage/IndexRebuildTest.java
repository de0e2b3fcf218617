package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.table.RocksTable;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in files comes back without the index, with its versions and attributes. */
class IndexRebuildTest {
  private static final Partitions PARTITIONS = new Partitions(32);
  private static final int KEYS = 12;

  private static Vertx vertx;

  @TempDir private Path temporary;
  private StorePaths paths;
  private final Map<PartitionedKey, List<Version>> stored = new TreeMap<>();
  private final Map<Version, Buffer> bodies = new HashMap<>();
  private PartitionedKey overwritten;
  private Path replacedFile;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  private static PartitionedKey key(String text) {
    BlobKey key = BlobKey.of(text);
    return new PartitionedKey(PARTITIONS.partitionOf(KeyHash.of(key)), key);
  }

  /** A version with all that a file can carry. */
  private Version version(int number, Context past) {
    Buffer body = Samples.bytes(number, 40_000 + 10_000 * number);
    Dot dot = new Dot(new Actor(Samples.NODE, Samples.INCARNATION, 5), number);
    Content content =
        new Content(
            body.length(),
            Samples.crc32c(body),
            new TreeMap<>(Map.of("content-type", "text/x", "henge-meta-n", "n" + number)));
    Version version =
        new Version(
            dot,
            past,
            new Timestamp(1_700_000_000_000L + number, 1),
            Policy.SIBLINGS,
            Optional.of("request-" + number),
            OptionalLong.empty(),
            Optional.of(content));
    bodies.put(version, body);
    return version;
  }

  @BeforeEach
  void load() throws IOException {
    paths = new StorePaths(temporary.resolve("data"));
    overwritten = key("overwritten");
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      for (int i = 0; i < KEYS; i++) {
        put(open, key("key/" + i), version(1, Context.EMPTY));
      }
      put(open, key("siblings"), version(1, Context.EMPTY), version(2, Context.EMPTY));
      Version first = version(1, Context.EMPTY);
      put(open, overwritten, first);
      replacedFile = file(overwritten, first);
      byte[] old = Files.readAllBytes(replacedFile);
      put(open, overwritten, version(2, first.context()));
      // As a crash between the record and the unlinking would leave it.
      Files.write(replacedFile, old);
      Buffer small = Samples.bytes(1, 100);
      open.driver()
          .putInline(open.store(), key("small"), Samples.version(1, Context.EMPTY, small), small);
      open.driver().await(open.store()::markFilled);
    }
  }

  private void put(OpenStore open, PartitionedKey key, Version... versions) {
    BlobObject object = BlobObject.EMPTY;
    List<NewBody> staged = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      object = object.merge(BlobObject.written(versions[i]));
      open.driver().stage(open.store(), Samples.stageId(i), bodies.get(versions[i]));
      staged.add(new NewBody.Staged(versions[i], Samples.stageId(i)));
    }
    Change change = new Change(key, Samples.record(object), staged);
    open.driver().await(() -> open.store().commit(change));
    stored.put(key, List.of(versions));
  }

  private Path file(PartitionedKey key, Version version) {
    return paths
        .blobs()
        .resolve(BlobDirectories.relative(BlobFiles.name(key.key(), version.dot())));
  }

  private IndexRebuild.Totals rebuild(IndexRebuild.Listener listener) throws IOException {
    return IndexRebuild.run(
        Medium.local(vertx, paths).disk(),
        paths,
        new IndexRebuild.Target(
            PARTITIONS,
            9,
            partition -> 5,
            failed -> RocksTable.open(IndexRebuild.newIndex(paths), failed)),
        listener);
  }

  private void assertAllIsBack() {
    try (OpenStore open = OpenStore.in(vertx, paths.root())) {
      assertThat(open.store().isUnfilled()).isTrue();
      stored.forEach(
          (key, versions) -> {
            IndexRecord record =
                open.driver().<Optional<IndexRecord>>await(() -> open.store().load(key)).get();
            assertThat(record.object().live()).containsExactlyElementsOf(versions);
            assertThat(record.mint()).isEmpty();
            assertThat(record.chainNumber()).isEqualTo(9);
            for (Version version : versions) {
              assertThat(open.driver().read(open.store(), key, version))
                  .contains(bodies.get(version));
            }
          });
      Optional<IndexRecord> small = open.driver().await(() -> open.store().load(key("small")));
      assertThat(small).isEmpty();
      assertThat(replacedFile).doesNotExist();
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    for (Path file : OpenStore.files(directory)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }

  @Test
  void every_blob_in_a_file_comes_back_after_the_index_was_deleted() throws IOException {
    deleteAll(paths.index());
    IndexRebuild.Totals totals = rebuild((file, why) -> assertThat(file).isNull());
    assertThat(totals.keys()).isEqualTo(KEYS + 2);
    assertThat(totals.versions()).isEqualTo(KEYS + 3);
    assertThat(totals.replaced()).isEqualTo(1);
    List<Finding> found = new ArrayList<>();
    Fsck.run(
        Medium.readOnly(vertx, paths),
        paths,
        new Fsck.Expectations(Optional.of(PARTITIONS), OptionalLong.of(10), true),
        found::add);
    assertThat(found)
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(Finding.Kind.UNFILLED, Finding.Kind.UNLINK_PENDING);
    assertAllIsBack();
  }

  @Test
  void the_index_that_was_there_is_kept_aside() throws IOException {
    Path marker = paths.index().resolve("marker");
    Files.writeString(marker, "old");
    rebuild((file, why) -> {});
    Path aside = paths.root().resolve(IndexRebuild.OLD_PREFIX + "1");
    assertThat(aside.resolve("marker")).hasContent("old");
    rebuild((file, why) -> {});
    assertThat(paths.root().resolve(IndexRebuild.OLD_PREFIX + "2")).isDirectory();
    assertThat(aside.resolve("marker")).hasContent("old");
    assertAllIsBack();
  }

  @Test
  void a_rebuild_that_was_stopped_changes_nothing_and_can_be_repeated() throws IOException {
    deleteAll(paths.index());
    for (int steps = 1; steps < 8; steps += 3) {
      StopsAfter listener = new StopsAfter(steps);
      assertThatThrownBy(() -> rebuild(listener)).hasMessage("stopped");
      assertThat(paths.index()).doesNotExist();
    }
    rebuild((file, why) -> {});
    assertThat(IndexRebuild.newIndex(paths)).doesNotExist();
    assertAllIsBack();
  }

  private static final class StopsAfter implements IndexRebuild.Listener {
    private int left;

    StopsAfter(int steps) {
      this.left = steps;
    }

    @Override
    public void leftOut(Path file, String why) {}

    @Override
    public void progress(IndexRebuild.Totals soFar) {
      left--;
      if (left == 0) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  @Test
  void corrupt_files_go_to_quarantine_and_strangers_stay() throws IOException {
    PartitionedKey key = key("key/0");
    Path file = file(key, stored.remove(key).get(0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    Path stranger = paths.blobs().resolve("hello");
    Files.writeString(stranger, "x");
    List<Path> leftOut = new ArrayList<>();
    IndexRebuild.Totals totals = rebuild((path, why) -> leftOut.add(path));
    assertThat(totals.corrupt()).isEqualTo(1);
    assertThat(totals.skipped()).isEqualTo(1);
    assertThat(leftOut).containsExactlyInAnyOrder(file, stranger);
    assertThat(paths.quarantine().resolve(file.getFileName())).exists();
    assertThat(stranger).exists();
    assertAllIsBack();
  }
}
