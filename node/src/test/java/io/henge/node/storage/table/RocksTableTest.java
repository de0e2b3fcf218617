package io.henge.node.storage.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import io.henge.node.storage.table.Table.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB as a table. */
class RocksTableTest extends TableContract {
  private static final byte[] KEY = {1, 2, 3};
  private static final byte[] VALUE = {4, 5};

  @TempDir private Path temporary;

  @Override
  Table open() throws IOException {
    return open(temporary.resolve("table"));
  }

  @Override
  Path copyDirectory() {
    return temporary.resolve("copy");
  }

  @Override
  Table openCopy() throws IOException {
    return open(copyDirectory());
  }

  /** Three synced writes, and a bit changed in the first. */
  private Path damagedTable() throws IOException {
    Path directory = temporary.resolve("damaged");
    byte[] kept;
    try (Table table = open(directory)) {
      for (int i = 0; i < 3; i++) {
        byte[] key = {(byte) i};
        table.write(new TableBatch().put(Family.RECORDS, key, new byte[100]), Durability.SYNCED);
      }
      kept = Files.readAllBytes(log(directory));
    }
    kept[100] ^= 4;
    Files.write(log(directory), kept);
    return directory;
  }

  private static Path log(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).findAny().orElseThrow();
    }
  }

  @Test
  void a_loss_is_found_by_every_opening_until_it_is_noted() throws IOException {
    Path directory = damagedTable();
    for (int i = 0; i < 3; i++) {
      try (Table table = open(directory)) {
        assertThat(table.lostWrites()).isTrue();
      }
    }
    try (Table table = RocksTable.openReadOnly(directory)) {
      assertThat(table.lostWrites()).isTrue();
    }
    try (Table table = open(directory)) {
      table.lossIsNoted();
      table.lossIsNoted();
      assertThat(table.lostWrites()).isTrue();
    }
    try (Table table = open(directory)) {
      assertThat(table.lostWrites()).isFalse();
    }
  }

  @Test
  void a_glance_sees_what_was_written_and_that_something_is_not_there() throws IOException {
    try (Table table = open(temporary.resolve("written"))) {
      table.write(new TableBatch().put(Family.RECORDS, KEY, VALUE), Table.Durability.SYNCED);
      assertThat(table.glance(Family.RECORDS, KEY).orElseThrow().value()).contains(VALUE);
      assertThat(table.glance(Family.BODIES, KEY).orElseThrow().value()).isEmpty();
    }
  }

  @Test
  void a_glance_leaves_alone_what_is_on_the_disk_until_it_was_read() throws IOException {
    Path directory = temporary.resolve("stored");
    try (Table table = open(directory)) {
      table.write(new TableBatch().put(Family.RECORDS, KEY, VALUE), Table.Durability.SYNCED);
    }
    // What is in the log is read into memory when the table is opened, and is in a file after that.
    open(directory).close();
    try (Table table = open(directory)) {
      assertThat(table.glance(Family.RECORDS, KEY)).isEmpty();
      assertThat(table.get(Family.RECORDS, KEY)).contains(VALUE);
      for (int i = 0; i < RocksTable.GLANCES_LEFT_OUT; i++) {
        assertThat(table.glance(Family.RECORDS, KEY)).isEmpty();
      }
      assertThat(table.glance(Family.RECORDS, KEY).orElseThrow().value()).contains(VALUE);
    }
  }

  @Test
  @Timeout(60)
  void a_glance_does_not_wait_for_a_table_that_is_being_opened_anew() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger opened = new AtomicInteger();
    TableOpener opener =
        failed -> {
          if (opened.incrementAndGet() > 1) {
            opening.countDown();
            await(goOn);
          }
          return RocksTable.open(temporary.resolve("again"), failed);
        };
    try (ReopenableTable table = ReopenableTable.open(opener, failure -> fail("", failure))) {
      table.write(new TableBatch().put(Family.RECORDS, KEY, VALUE), Table.Durability.SYNCED);
      CompletableFuture<Void> reopening =
          CompletableFuture.runAsync(
              () -> assertThatCode(table::reopen).doesNotThrowAnyException());
      await(opening);
      assertThat(table.glance(Family.RECORDS, KEY)).isEmpty();
      goOn.countDown();
      reopening.get();
      assertThat(table.get(Family.RECORDS, KEY)).contains(VALUE);
    }
  }

  /**
   * More than two buffers of the family cannot wait, so writes go as slowly as they are flushed.
   */
  @Test
  void what_is_rewritten_keeps_to_its_rate() throws IOException {
    byte[] part = new byte[64 << 10];
    try (Table table = open(temporary.resolve("slow"))) {
      table.limitRewriting(256 << 10);
      long began = System.nanoTime();
      for (int i = 0; i < 24; i++) {
        new SplittableRandom(i).nextBytes(part);
        table.write(
            new TableBatch().put(Family.META, new byte[] {(byte) i}, part), Durability.UNSYNCED);
      }
      // 1.5 MiB less what three buffers hold take two seconds; without a limit, some milliseconds.
      assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Table open(Path directory) throws IOException {
    return RocksTable.open(directory, failure -> fail("in the background", failure));
  }
}
