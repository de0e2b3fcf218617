package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.background.Progress;
import io.henge.node.blob.ByteRange;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.RocksTable;
import io.henge.node.storage.table.TableBatch;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One pass finds every kind of damage, and takes nothing sound for damaged. */
class ScrubTest {
  private static final Buffer LARGE = Samples.bytes(1, 3_000_001);
  private static final Buffer SMALL = Samples.bytes(2, 900);
  private static final int NEIGHBOURS = 12;

  @TempDir private Path temporary;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Path data() {
    return temporary.resolve("data");
  }

  private ScrubbedStore open() {
    return ScrubbedStore.in(vertx, data());
  }

  private static Buffer neighbour(int number) {
    return Samples.bytes(100 + number, number % 2 == 0 ? 400_000 : 400);
  }

  private static void putNeighbours(ScrubbedStore open) {
    for (int i = 0; i < NEIGHBOURS; i++) {
      if (i % 2 == 0) {
        open.putFile("neighbour/" + i, neighbour(i));
      } else {
        open.putSmall("neighbour/" + i, neighbour(i));
      }
    }
  }

  private static void requireNeighbours(ScrubbedStore open) {
    for (int i = 0; i < NEIGHBOURS; i++) {
      assertThat(open.read("neighbour/" + i, neighbour(i))).contains(neighbour(i));
    }
  }

  /** What may happen to a file behind the store's back. */
  private enum Mishap {
    BIT_IN_BODY,
    BIT_IN_LAST_BLOCK,
    BIT_IN_FOOTER,
    BIT_IN_TRAILER,
    TRUNCATED,
    EMPTY,
    ZEROED_BLOCK,
    ANOTHER_FILE,
    REMOVED;

    void befall(Path file, Path other) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case BIT_IN_BODY -> bytes[1_234_567] ^= 16;
        case BIT_IN_LAST_BLOCK -> bytes[LARGE.length() - 1] ^= 1;
        case BIT_IN_FOOTER -> bytes[LARGE.length() + 3] ^= 1;
        case BIT_IN_TRAILER -> bytes[bytes.length - 12] ^= 1;
        case TRUNCATED -> bytes = Arrays.copyOf(bytes, bytes.length - 100);
        case EMPTY -> bytes = new byte[0];
        case ZEROED_BLOCK -> Arrays.fill(bytes, 65_536, 131_072, (byte) 0);
        case ANOTHER_FILE -> bytes = Files.readAllBytes(other);
        case REMOVED -> Files.delete(file);
      }
      if (this != REMOVED) {
        Files.write(file, bytes);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_damaged_file_is_found_by_one_pass_noted_and_replaced_by_a_good_copy(Mishap mishap)
      throws IOException {
    boolean isRemoved = mishap == Mishap.REMOVED;
    try (ScrubbedStore open = open()) {
      putNeighbours(open);
      open.putFile("damaged", LARGE);
      mishap.befall(open.file("damaged", LARGE), open.file("neighbour/0", neighbour(0)));

      ScrubTally found = open.pass();
      assertThat(found.corrupt()).isEqualTo(isRemoved ? 0 : 1);
      assertThat(found.missing()).isEqualTo(isRemoved ? 1 : 0);
      assertThat(found.records()).isEqualTo(NEIGHBOURS + 1);
      assertThat(found.orphans()).isZero();
      assertThat(open.scrub().status().damaged()).isEqualTo(1);
      assertThat(open.quarantine()).hasSize(isRemoved ? 0 : 1);
      assertThat(
              open.driver()
                  .failure(
                      () ->
                          open.store()
                              .open(
                                  ScrubbedStore.key("damaged"),
                                  ScrubbedStore.version(LARGE),
                                  ByteRange.whole(1))))
          .isEqualTo(StorageFailure.Kind.CORRUPT);
      requireNeighbours(open);

      assertThat(open.pass()).isEqualTo(clean(open.scrub().status().tally().bytes()));
      assertThat(open.scrub().status().damaged()).isEqualTo(1);
      open.putFile("damaged", LARGE);
      assertThat(open.scrub().status().damaged()).isZero();
      assertThat(open.read("damaged", LARGE)).contains(LARGE);
      assertThat(open.pass()).isEqualTo(clean(open.scrub().status().tally().bytes()));
      assertThat(open.quarantine()).hasSize(isRemoved ? 0 : 1);
    }
  }

  private static ScrubTally clean(long bytes) {
    return new ScrubTally(NEIGHBOURS + 1, bytes, 0, 0, 0);
  }

  @Test
  void swapped_files_and_an_old_copy_under_a_new_name_are_found() throws IOException {
    Buffer other = Samples.bytes(7, LARGE.length());
    try (ScrubbedStore open = open()) {
      putNeighbours(open);
      open.putFile("one", LARGE);
      open.putFile("two", other);
      open.putFile("three", LARGE);
      Path aside = temporary.resolve("aside");
      Files.move(open.file("one", LARGE), aside);
      Files.move(open.file("two", other), open.file("one", LARGE));
      Files.move(aside, open.file("two", other));
      Version old = ScrubbedStore.version(LARGE);
      Files.copy(open.file("three", LARGE), aside);
      Version next = Samples.version(2, old.context(), other);
      open.driver().putFile(open.store(), ScrubbedStore.key("three"), next, other);
      String name = BlobFiles.name(ScrubbedStore.key("three").key(), next.dot());
      Files.move(
          aside,
          open.file("three", LARGE).resolveSibling(name),
          StandardCopyOption.REPLACE_EXISTING);

      assertThat(open.pass().corrupt()).isEqualTo(3);
      assertThat(open.scrub().status().damaged()).isEqualTo(3);
      assertThat(open.quarantine()).hasSize(3);
      requireNeighbours(open);
    }
  }

  /** A change of the stored index behind the store's back. */
  private void changeIndex(TableBatch batch) throws IOException {
    Path index = data().resolve("index");
    try (Index changed = Index.in(RocksTable.open(index, failure -> {}), index)) {
      changed.write(batch);
    }
  }

  @Test
  void a_damaged_small_body_is_found_kept_aside_once_and_replaced_by_a_good_copy()
      throws IOException {
    try (ScrubbedStore open = open()) {
      putNeighbours(open);
      open.putSmall("damaged", SMALL);
      open.putSmall("lost", SMALL);
    }
    byte[] value = InlineValue.encode(SMALL);
    value[500] ^= 1;
    Version version = ScrubbedStore.version(SMALL);
    changeIndex(
        new TableBatch()
            .put(Family.BODIES, IndexKeys.body(ScrubbedStore.key("damaged"), version.dot()), value)
            .delete(Family.BODIES, IndexKeys.body(ScrubbedStore.key("lost"), version.dot())));
    try (ScrubbedStore open = open()) {
      ScrubTally found = open.pass();
      assertThat(found.corrupt()).isEqualTo(1);
      assertThat(found.missing()).isEqualTo(1);
      assertThat(open.pass().corrupt()).isZero();
      assertThat(open.quarantine()).hasSize(1);
      assertThat(open.scrub().status().damaged()).isEqualTo(2);
    }
    try (ScrubbedStore open = open()) {
      assertThat(open.scrub().status().damaged()).isEqualTo(2);
      open.putSmall("damaged", SMALL);
      open.putSmall("lost", SMALL);
      assertThat(open.scrub().status().damaged()).isZero();
      assertThat(open.read("damaged", SMALL)).contains(SMALL);
      assertThat(open.pass().corrupt()).isZero();
      requireNeighbours(open);
    }
  }

  @Test
  void a_record_that_cannot_be_read_ends_the_votes_and_its_key_can_be_written_again()
      throws IOException {
    try (ScrubbedStore open = open()) {
      open.driver().await(open.store()::markFilled);
      putNeighbours(open);
      open.putSmall("damaged", SMALL);
    }
    byte[] key = IndexKeys.record(ScrubbedStore.key("damaged"));
    changeIndex(new TableBatch().put(Family.RECORDS, key, new byte[] {1, 2, 3}));
    try (ScrubbedStore open = open()) {
      assertThat(open.store().isUnfilled()).isFalse();
      assertThat(open.pass().corrupt()).isEqualTo(1);
      assertThat(open.store().isUnfilled()).isTrue();
      assertThat(open.store().indexDamage()).isPresent();
      assertThat(open.quarantine()).hasSize(1);
      open.putSmall("damaged", SMALL);
      assertThat(open.read("damaged", SMALL)).contains(SMALL);
      assertThat(open.pass().corrupt()).isZero();
      requireNeighbours(open);
    }
    try (ScrubbedStore open = open()) {
      assertThat(open.store().isUnfilled()).isTrue();
    }
  }

  @Test
  void a_damaged_index_is_found_and_does_not_vote_any_more() throws IOException {
    try (ScrubbedStore open = open()) {
      open.driver().await(open.store()::markFilled);
      putNeighbours(open);
      open.pass();
    }
    try (ScrubbedStore open = open()) {
      assertThat(open.pass().corrupt()).isZero();
      Path table =
          OpenStore.files(data().resolve("index")).stream()
              .filter(file -> file.toString().endsWith(".sst"))
              .max((one, two) -> Long.compare(one.toFile().length(), two.toFile().length()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(table);
      bytes[40] ^= 4;
      Files.write(table, bytes);

      assertThat(open.pass().corrupt()).isPositive();
      assertThat(open.store().isUnfilled()).isTrue();
      assertThat(open.store().refusal()).isEmpty();
    }
  }

  @Test
  void the_index_is_verified_a_file_at_a_time_and_the_progress_shows() throws IOException {
    try (ScrubbedStore open = open()) {
      putNeighbours(open);
      open.step();
      open.scrub().begin(1);
      double before = 0;
      int files = 0;
      while (open.scrub().status().tally().records() == 0) {
        Progress progress = open.step();
        double now = open.scrub().status().progress();
        assertThat(now).isGreaterThanOrEqualTo(before).isLessThan(0.95);
        if (now > before && now <= 0.05) {
          files++;
          assertThat(progress.pauseMillis()).isPositive();
        }
        before = now;
      }
      assertThat(files).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void a_pass_goes_on_after_a_restart_where_it_was() {
    Path copy = temporary.resolve("copy");
    try (ScrubbedStore open = open()) {
      putNeighbours(open);
      for (int i = 0; i < 200; i++) {
        open.putSmall("small/" + i, SMALL);
      }
      open.step();
      open.scrub().begin(Long.MAX_VALUE);
      while (open.scrub().status().tally().records() < 70) {
        open.clock().offsetMillis += 10_000;
        open.step();
      }
      open.copyTo(copy);
    }
    for (Path half : List.of(data(), copy)) {
      try (ScrubbedStore open = ScrubbedStore.in(vertx, half)) {
        open.step();
        ScrubStatus before = open.scrub().status();
        assertThat(before.running()).isTrue();
        assertThat(before.tally().records()).isPositive();
        assertThat(before.progress()).isBetween(0.01, 0.95);
        while (open.scrub().status().running()) {
          open.step();
        }
        assertThat(open.scrub().status().passes()).isEqualTo(1);
        assertThat(open.scrub().status().tally().records()).isEqualTo(200 + NEIGHBOURS);
      }
    }
  }

  @Test
  void a_huge_file_is_checked_in_small_steps_and_a_stop_waits_for_none_but_the_running_one() {
    Buffer huge = Samples.bytes(5, 20 << 20);
    try (ScrubbedStore open = open()) {
      open.putFile("huge", huge);
      open.scrub().begin(Long.MAX_VALUE);
      long before = 0;
      while (before < 10 << 20) {
        open.step();
        long now = open.scrub().status().tally().bytes();
        assertThat(now - before).isLessThanOrEqualTo(1 << 20);
        before = now;
      }
      open.scrub().stop();
      assertThat(open.step().state()).isEqualTo(Progress.State.DONE);
    }
  }

  @Test
  void passes_come_a_period_apart_and_their_pace_spreads_them() {
    try (ScrubbedStore open = open()) {
      putNeighbours(open);
      open.step();
      assertThat(open.step().state()).isEqualTo(Progress.State.IDLE);
      open.clock().offsetMillis += 25 * ScrubbedStore.HOUR;
      long pauses = 0;
      do {
        Progress progress = open.step();
        pauses += progress.pauseMillis();
      } while (open.scrub().status().running());
      assertThat(open.scrub().status().passes()).isEqualTo(1);
      assertThat(pauses).isPositive();
      assertThat(open.step().state()).isEqualTo(Progress.State.IDLE);
    }
  }

  @Test
  void a_read_notes_damage_that_the_scrub_then_passes_over() throws IOException {
    try (ScrubbedStore open = open()) {
      open.putFile("damaged", LARGE);
      Mishap.BIT_IN_FOOTER.befall(open.file("damaged", LARGE), data());
      assertThat(
              open.driver()
                  .failure(
                      () ->
                          open.store()
                              .open(
                                  ScrubbedStore.key("damaged"),
                                  ScrubbedStore.version(LARGE),
                                  ByteRange.whole(1))))
          .isEqualTo(StorageFailure.Kind.CORRUPT);
      assertThat(open.store().damagedCount()).isEqualTo(1);
      assertThat(open.driver().await(() -> open.store().damages(Optional.empty(), 10)))
          .containsExactly(
              new Damage(ScrubbedStore.key("damaged"), ScrubbedStore.version(LARGE).dot()));
      assertThat(open.pass().corrupt()).isZero();
    }
  }

  @Test
  void a_note_goes_when_the_version_is_replaced() throws IOException {
    try (ScrubbedStore open = open()) {
      open.putFile("damaged", LARGE);
      Files.delete(open.file("damaged", LARGE));
      assertThat(open.pass().missing()).isEqualTo(1);
      Version next = Samples.version(2, ScrubbedStore.version(LARGE).context(), SMALL);
      open.driver().putInline(open.store(), ScrubbedStore.key("damaged"), next, SMALL);
      assertThat(open.store().damagedCount()).isZero();
      assertThat(open.pass().missing()).isZero();
    }
  }
}
