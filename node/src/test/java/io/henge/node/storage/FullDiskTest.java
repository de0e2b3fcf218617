package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a small file system of its own, which takes root to mount; filled to the brim. */
class FullDiskTest {
  private static final int ROUNDS = Integer.getInteger("henge.fullDiskRounds", 1);
  private static final int BODY_BYTES = 30_000;
  private static final int WRITES_AT_ONCE = 8;

  private static Vertx vertx;

  @TempDir private Path temporary;

  private final Map<PartitionedKey, Version> acknowledged = new LinkedHashMap<>();
  private int written;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @BeforeEach
  void mount() throws Exception {
    Files.createDirectory(mountPoint());
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", "" + mountPoint());
    if (!mounted) {
      System.out.println("REDUCED: FullDiskTest needs root, to mount a small file system");
    }
    assumeTrue(mounted);
  }

  @AfterEach
  void unmount() throws Exception {
    // The native library may be loaded from there, and stays so.
    run("umount", "-l", mountPoint().toString());
  }

  private Path mountPoint() {
    return temporary.resolve("mount");
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  private OpenStore open(long reserveBytes) {
    return OpenStore.in(
        vertx,
        mountPoint().resolve("data"),
        DiskBlobStore.Options.DEFAULT.withReserveBytes(reserveBytes));
  }

  private long usableBytes() throws IOException {
    return Files.getFileStore(mountPoint()).getUsableSpace();
  }

  @Test
  void an_index_that_meets_the_end_of_the_disk_loses_nothing_and_goes_on_when_there_is_room()
      throws IOException {
    Path filler = mountPoint().resolve("filler");
    for (int round = 0; round < ROUNDS; round++) {
      try (OpenStore open = open(0)) {
        // Differently near the end, so that the log meets it, or a flush, or a rewrite.
        long left = (2L + 3L * (round % 4)) << 20;
        Files.write(filler, new byte[(int) Math.max(0, usableBytes() - left)]);
        writeUntilRefused(open);
        assertAllThere(open);
        Files.delete(filler);
        await().until(() -> write(open, 1) == 1);
        assertAllThere(open);
        assertThat(write(open, 100)).isEqualTo(100);
        assertThat(open.store().refusal()).isEmpty();
        deleteAll(open);
      }
      try (OpenStore open = open(0)) {
        assertThat(open.driver().await(() -> open.store().load(Samples.key(1, "k1")))).isPresent();
        assertAllThere(open);
      }
    }
  }

  private void writeUntilRefused(OpenStore open) {
    boolean refused = false;
    while (!refused) {
      refused = write(open, WRITES_AT_ONCE) < WRITES_AT_ONCE;
    }
    System.out.printf(
        "FullDiskTest: %d small bodies, then %s%n",
        acknowledged.size(), open.store().refusal().map(Throwable::getMessage));
  }

  /** Writes small bodies at once; how many of them were acknowledged. */
  private int write(OpenStore open, int count) {
    Map<PartitionedKey, Version> versions = new LinkedHashMap<>();
    List<Future<Void>> commits = new ArrayList<>();
    open.driver()
        .await(
            () -> {
              for (int i = 0; i < count; i++) {
                written++;
                Buffer body = Samples.bytes(written, BODY_BYTES);
                PartitionedKey key = Samples.key(written % 64, "k" + written);
                Version version = Samples.version(written, Context.EMPTY, body);
                versions.put(key, version);
                commits.add(open.store().commit(Samples.inline(key, version, body)));
              }
              return Future.join(commits).otherwiseEmpty();
            });
    List<PartitionedKey> keys = List.copyOf(versions.keySet());
    for (int i = 0; i < count; i++) {
      if (commits.get(i).succeeded()) {
        acknowledged.put(keys.get(i), versions.get(keys.get(i)));
      }
    }
    return (int) commits.stream().filter(Future::succeeded).count();
  }

  private void assertAllThere(OpenStore open) {
    acknowledged.forEach(
        (key, version) ->
            assertThat(open.driver().await(() -> open.store().inline(key, version)))
                .as("of %s, in a run of %d writes", key, written)
                .hasValueSatisfying(
                    body ->
                        assertThat(Samples.crc32c(body))
                            .isEqualTo(version.content().orElseThrow().crc32c())));
  }

  private void deleteAll(OpenStore open) {
    acknowledged.forEach(
        (key, version) ->
            open.driver().await(() -> open.store().commit(tombstoneOf(key, version))));
    acknowledged.clear();
  }

  private static Change tombstoneOf(PartitionedKey key, Version version) {
    long epoch = version.dot().actor().epoch() + 1_000_000;
    return new Change(key, Samples.record(Samples.tombstone(epoch, version.context())), List.of());
  }

  @Test
  void large_bodies_stop_at_the_reserve_and_deletes_make_room_for_new_ones() throws IOException {
    long reserve = 8L << 20;
    Buffer body = Samples.bytes(1, 1 << 20);
    try (OpenStore open = open(reserve)) {
      for (int round = 0; round < ROUNDS + 1; round++) {
        List<Integer> stored = new ArrayList<>();
        boolean full = false;
        for (int i = 1; i < 100 && !full; i++) {
          full = !put(open, 100 * round + i, body);
          if (!full) {
            stored.add(100 * round + i);
          }
        }
        assertThat(full).isTrue();
        assertThat(stored).hasSizeGreaterThan(20);
        assertThat(usableBytes()).isGreaterThan(reserve / 2);
        for (int number : stored) {
          Version version = Samples.version(number, Context.EMPTY, body);
          PartitionedKey key = Samples.key(1, "large" + number);
          assertThat(open.driver().read(open.store(), key, version)).contains(body);
          open.driver().await(() -> open.store().commit(tombstoneOf(key, version)));
        }
        assertThat(open.store().refusal()).isEmpty();
        assertThat(OpenStore.files(mountPoint().resolve("data/blobs"))).isEmpty();
      }
    }
  }

  private static boolean put(OpenStore open, int number, Buffer body) {
    Version version = Samples.version(number, Context.EMPTY, body);
    StageRequest request =
        StageRequest.ofNew(Samples.stageId(number), OptionalLong.of(body.length()));
    try {
      open.driver()
          .await(
              () ->
                  open.store()
                      .stage(request)
                      .compose(
                          stage ->
                              stage
                                  .write(body)
                                  .compose(
                                      ready ->
                                          stage.complete(body.length(), Samples.crc32c(body)))));
      open.driver()
          .await(
              () ->
                  open.store()
                      .commit(
                          Samples.staged(
                              Samples.key(1, "large" + number), version, Samples.stageId(number))));
      return true;
    } catch (StorageFailure e) {
      assertThat(e.kind()).isEqualTo(StorageFailure.Kind.NO_SPACE);
      return false;
    }
  }
}
