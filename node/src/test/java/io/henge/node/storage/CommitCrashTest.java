package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.CommitSteps.Step;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Crashes and errors at each step of a change that replaces one large body by another. */
class CommitCrashTest {
  private static final PartitionedKey KEY = Samples.key(5, "photos/a");
  private static final Buffer OLD_BODY = Samples.bytes(1, 300_000);
  private static final Buffer NEW_BODY = Samples.bytes(2, 400_000);
  private static final Version OLD = Samples.version(1, Context.EMPTY, OLD_BODY);
  private static final Version NEW = Samples.version(2, OLD.context(), NEW_BODY);
  private static final Set<Step> AFTER_THE_CHANGE =
      EnumSet.of(Step.INDEX_WRITTEN, Step.REPLACED_UNLINKED);

  private static Vertx vertx;

  @TempDir private Path temporary;
  private final AtomicReference<CommitSteps> steps = new AtomicReference<>(CommitSteps.UNOBSERVED);

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private OpenStore openObserved() {
    return OpenStore.in(vertx, temporary.resolve("data"), step -> steps.get().after(step));
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void a_crash_after_any_step_leaves_the_old_version_or_the_new_whole(Step crash)
      throws IOException {
    Path crashed = temporary.resolve("crashed");
    try (OpenStore open = openObserved()) {
      open.driver().putFile(open.store(), KEY, OLD, OLD_BODY);
      steps.set(
          step -> {
            if (step == crash && Files.notExists(crashed)) {
              OpenStore.copy(temporary.resolve("data"), crashed);
            }
          });
      open.driver().putFile(open.store(), KEY, NEW, NEW_BODY);
    }
    try (OpenStore open = OpenStore.in(vertx, crashed)) {
      boolean isNew = AFTER_THE_CHANGE.contains(crash);
      assertHolds(open, isNew ? NEW : OLD, isNew ? NEW_BODY : OLD_BODY);
      assertThat(open.driver().read(open.store(), KEY, isNew ? OLD : NEW)).isEmpty();
      assertThat(OpenStore.files(crashed.resolve("stage"))).isEmpty();
      assertThat(open.store().refusal()).isEmpty();
      if (isNew) {
        assertThat(OpenStore.files(crashed.resolve("blobs"))).hasSize(1);
      } else {
        // The write is tried again, as after any crash, and finds whatever the first one left.
        open.driver().putFile(open.store(), KEY, NEW, NEW_BODY);
        assertHolds(open, NEW, NEW_BODY);
        assertThat(OpenStore.files(crashed.resolve("blobs"))).hasSize(1);
      }
    }
  }

  private static void assertHolds(OpenStore open, Version version, Buffer body) {
    Optional<IndexRecord> record = open.driver().await(() -> open.store().load(KEY));
    assertThat(record).contains(Samples.record(version));
    assertThat(open.driver().read(open.store(), KEY, version)).contains(body);
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"STAGE_WRITTEN", "REPLACED_UNLINKED"},
      mode = EnumSource.Mode.EXCLUDE)
  void after_a_failed_step_nothing_is_acknowledged_any_more_and_a_restart_finds_one_whole_version(
      Step failing) {
    try (OpenStore open = openObserved()) {
      open.driver().putFile(open.store(), KEY, OLD, OLD_BODY);
      open.driver().stage(open.store(), Samples.stageId(7), OLD_BODY);
      steps.set(
          step -> {
            if (step == failing) {
              throw new IOException("injected at " + step);
            }
          });
      open.driver().stage(open.store(), Samples.stageId(2), NEW_BODY);
      assertThat(
              open.driver()
                  .failure(() -> open.store().commit(Samples.staged(KEY, NEW, Samples.stageId(2)))))
          .isEqualTo(StorageFailure.Kind.BROKEN);
      steps.set(CommitSteps.UNOBSERVED);
      assertThat(open.store().refusal())
          .hasValueSatisfying(r -> assertThat(r).hasMessageContaining("injected"));
      assertRefusesWrites(open);
    }
    try (OpenStore open = openObserved()) {
      Optional<IndexRecord> record = open.driver().await(() -> open.store().load(KEY));
      boolean isNew = record.equals(Optional.of(Samples.record(NEW)));
      assertThat(isNew).isEqualTo(AFTER_THE_CHANGE.contains(failing));
      assertHolds(open, isNew ? NEW : OLD, isNew ? NEW_BODY : OLD_BODY);
      assertThat(open.store().stageCount()).isZero();
    }
  }

  private static void assertRefusesWrites(OpenStore open) {
    PartitionedKey other = Samples.key(6, "other");
    List.of(
            Samples.inline(other, OLD, OLD_BODY),
            Samples.staged(other, OLD, Samples.stageId(7)),
            new Change(KEY, Samples.record(Samples.tombstone(3, OLD.context())), List.of()))
        .forEach(
            change ->
                assertThat(open.driver().failure(() -> open.store().commit(change)))
                    .isEqualTo(StorageFailure.Kind.BROKEN));
    assertThat(open.driver().failure(() -> open.store().stage(Samples.stageId(8))))
        .isEqualTo(StorageFailure.Kind.BROKEN);
    assertThat(open.driver().failure(() -> open.store().markFilled()))
        .isEqualTo(StorageFailure.Kind.BROKEN);
  }

  @Test
  void a_full_disk_fails_the_change_without_a_trace_and_the_store_goes_on() {
    try (OpenStore open = openObserved()) {
      open.driver().putFile(open.store(), KEY, OLD, OLD_BODY);
      steps.set(
          step -> {
            if (step == Step.RENAMED) {
              throw new IOException("No space left on device");
            }
          });
      open.driver().stage(open.store(), Samples.stageId(2), NEW_BODY);
      assertThat(
              open.driver()
                  .failure(() -> open.store().commit(Samples.staged(KEY, NEW, Samples.stageId(2)))))
          .isEqualTo(StorageFailure.Kind.NO_SPACE);
      steps.set(CommitSteps.UNOBSERVED);
      assertThat(open.store().refusal()).isEmpty();
      assertThat(open.store().stageCount()).isZero();
      assertThat(OpenStore.files(temporary.resolve("data/stage"))).isEmpty();
      assertThat(OpenStore.files(temporary.resolve("data/blobs"))).hasSize(1);
      assertHolds(open, OLD, OLD_BODY);
      open.driver().putFile(open.store(), KEY, NEW, NEW_BODY);
      assertHolds(open, NEW, NEW_BODY);
    }
  }

  @Test
  void a_refused_record_leaves_no_file_behind() {
    try (OpenStore open = openObserved()) {
      open.driver().stage(open.store(), Samples.stageId(2), NEW_BODY);
      Version withoutBytes = Samples.version(9, Context.EMPTY, OLD_BODY);
      Change change =
          new Change(
              KEY,
              Samples.record(NEW, withoutBytes),
              List.of(new NewBody.Staged(NEW, Samples.stageId(2))));
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> open.driver().await(() -> open.store().commit(change))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(OpenStore.files(temporary.resolve("data/blobs"))).isEmpty();
    }
  }

  @Test
  void a_file_that_no_record_names_is_not_adopted_but_removed() throws IOException {
    Path crashed = temporary.resolve("crashed");
    try (OpenStore open = openObserved()) {
      steps.set(
          step -> {
            if (step == Step.DIRECTORY_SYNCED) {
              OpenStore.copy(temporary.resolve("data"), crashed);
            }
          });
      open.driver().putFile(open.store(), KEY, NEW, NEW_BODY);
    }
    try (OpenStore open = OpenStore.in(vertx, crashed)) {
      assertThat(open.driver().read(open.store(), KEY, NEW)).isEmpty();
      assertThat(OpenStore.files(crashed.resolve("blobs"))).isEmpty();
    }
  }
}
