package io.henge.node.storage.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.henge.node.storage.table.Table.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB as a table. */
class RocksTableTest extends TableContract {
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

  private static Table open(Path directory) throws IOException {
    return RocksTable.open(directory, failure -> fail("in the background", failure));
  }
}
