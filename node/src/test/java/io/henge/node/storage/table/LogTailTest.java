package io.henge.node.storage.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.table.Table.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which damage in a log may come of a power cut, and which may not. */
class LogTailTest {
  private static final Durability SYNCED = Durability.SYNCED;
  private static final Durability UNSYNCED = Durability.UNSYNCED;

  @TempDir private Path temporary;

  /** Writes one row for each, large ones over several blocks; where each ends in the log. */
  private List<Long> write(int sizeBytes, Durability... durabilities) throws IOException {
    List<Long> ends = new ArrayList<>();
    try (Table table = RocksTable.open(directory(), failure -> {})) {
      for (int i = 0; i < durabilities.length; i++) {
        byte[] key = ("key" + i).getBytes(StandardCharsets.US_ASCII);
        table.write(
            new TableBatch().put(Family.RECORDS, key, new byte[sizeBytes]), durabilities[i]);
        ends.add(Files.size(log()));
      }
      // Before closing, which may rewrite the log.
      Files.copy(log(), temporary.resolve("log"));
    }
    return ends;
  }

  private Path directory() {
    return temporary.resolve("index");
  }

  private Path log() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.comparing(Path::getFileName))
          .orElseThrow();
    }
  }

  /** Whether the log passes for torn when the byte at that place is another. */
  private boolean isTornWith(long position) throws IOException {
    byte[] bytes = Files.readAllBytes(temporary.resolve("log"));
    bytes[(int) position] ^= 0x10;
    Path damaged = Files.createDirectories(temporary.resolve("damaged"));
    Files.write(damaged.resolve("000004.log"), bytes);
    return LogTail.isTorn(damaged);
  }

  @Test
  void damage_in_the_last_write_may_be_torn_and_damage_before_two_synced_writes_is_not()
      throws IOException {
    for (int sizeBytes : new int[] {100, 100_000}) {
      List<Long> ends = write(sizeBytes, SYNCED, SYNCED, SYNCED, SYNCED);
      assertThat(isTornWith(ends.get(3) - 20)).isTrue();
      // The last write may not have been synced itself, so it does not prove a sync before it ...
      assertThat(isTornWith(ends.get(2) - 20)).isTrue();
      // ... but it proves that of the one before it.
      assertThat(isTornWith(ends.get(1) - 20)).isFalse();
      assertThat(isTornWith(ends.get(0) - 20)).isFalse();
      Files.delete(temporary.resolve("log"));
      deleteIndex();
    }
  }

  @Test
  void writes_that_nobody_synced_prove_only_the_sync_of_those_before_them() throws IOException {
    List<Long> ends = write(100, SYNCED, UNSYNCED, UNSYNCED, SYNCED, UNSYNCED);
    assertThat(isTornWith(ends.get(4) - 20)).isTrue();
    assertThat(isTornWith(ends.get(3) - 20)).isTrue();
    assertThat(isTornWith(ends.get(2) - 20)).isFalse();
    assertThat(isTornWith(ends.get(0) - 20)).isFalse();
  }

  private void deleteIndex() throws IOException {
    try (Stream<Path> files = Files.walk(directory())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
