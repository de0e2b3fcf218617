package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody names go, after a grace; those on their way to a name do not. */
class OrphanTest {
  private static final Buffer LARGE = Samples.bytes(1, 300_001);

  @TempDir private Path temporary;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private ScrubbedStore open() {
    return ScrubbedStore.in(vertx, temporary.resolve("data"));
  }

  private static void makeOrphan(ScrubbedStore open, Path aside) throws IOException {
    open.putFile("orphan", LARGE);
    Path file = open.file("orphan", LARGE);
    Files.copy(file, aside);
    Version gone = Samples.tombstone(2, ScrubbedStore.version(LARGE).context());
    open.driver()
        .await(
            () ->
                open.store()
                    .commit(
                        new Change(ScrubbedStore.key("orphan"), Samples.record(gone), List.of())));
    assertThat(file).doesNotExist();
    Files.move(aside, file);
  }

  @Test
  void a_file_that_no_record_names_is_unlinked_after_a_grace_and_never_adopted()
      throws IOException {
    try (ScrubbedStore open = open()) {
      open.driver().await(open.store()::markFilled);
      open.putFile("kept", LARGE);
      makeOrphan(open, temporary.resolve("aside"));

      assertThat(open.pass().orphans()).isZero();
      assertThat(open.file("orphan", LARGE)).exists();

      open.clock().offsetMillis = ScrubSettings.GRACE_MILLIS + 60_000;
      assertThat(open.pass().orphans()).isEqualTo(1);
      assertThat(open.file("orphan", LARGE)).doesNotExist();
      assertThat(open.read("orphan", LARGE)).isEmpty();
      assertThat(open.read("kept", LARGE)).contains(LARGE);
      assertThat(open.pass().orphans()).isZero();
    }
  }

  @Test
  void files_without_records_stay_where_records_may_have_been_lost() throws IOException {
    try (ScrubbedStore open = open()) {
      makeOrphan(open, temporary.resolve("aside"));
      open.clock().offsetMillis = ScrubSettings.GRACE_MILLIS + 60_000;
      assertThat(open.store().isUnfilled()).isTrue();
      assertThat(open.pass().orphans()).isEqualTo(1);
      assertThat(open.file("orphan", LARGE)).exists();
    }
  }

  @Test
  void a_file_whose_record_is_being_written_is_no_orphan() throws Exception {
    CountDownLatch placed = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CommitSteps slow =
        step -> {
          if (step == CommitSteps.Step.DIRECTORY_SYNCED) {
            placed.countDown();
            try {
              mayGoOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    try (ScrubbedStore open = ScrubbedStore.in(vertx, temporary.resolve("data"), slow)) {
      open.driver().await(open.store()::markFilled);
      open.clock().offsetMillis = ScrubSettings.GRACE_MILLIS + 60_000;
      open.driver().stage(open.store(), Samples.stageId(1), LARGE);
      Version version = ScrubbedStore.version(LARGE);
      StoreDriver writer = new StoreDriver(vertx);
      Thread commit =
          new Thread(
              () ->
                  writer.await(
                      () ->
                          open.store()
                              .commit(
                                  Samples.staged(
                                      ScrubbedStore.key("new"), version, Samples.stageId(1)))));
      commit.start();
      assertThat(placed.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(open.file("new", LARGE)).exists();
      assertThat(open.pass().orphans()).isZero();
      mayGoOn.countDown();
      commit.join();
      assertThat(open.pass().orphans()).isZero();
      assertThat(open.read("new", LARGE)).contains(LARGE);
    }
  }

  @Test
  void leftovers_of_stages_and_of_small_files_go_after_the_grace() throws IOException {
    try (ScrubbedStore open = open()) {
      Path stage = temporary.resolve("data/stage/0123456789abcdef-00000000000000aa");
      Path small = temporary.resolve("data/chain.json.tmp");
      Files.write(stage, new byte[10]);
      Files.write(small, new byte[10]);
      open.driver().stage(open.store(), Samples.stageId(5), LARGE);
      open.pass();
      assertThat(stage).exists();
      assertThat(small).exists();
      open.clock().offsetMillis = ScrubSettings.GRACE_MILLIS + 60_000;
      open.pass();
      assertThat(stage).doesNotExist();
      assertThat(small).doesNotExist();
      open.driver()
          .await(
              () ->
                  open.store()
                      .commit(
                          Samples.staged(
                              ScrubbedStore.key("k"),
                              ScrubbedStore.version(LARGE),
                              Samples.stageId(5))));
      assertThat(open.read("k", LARGE)).contains(LARGE);
    }
  }
}
