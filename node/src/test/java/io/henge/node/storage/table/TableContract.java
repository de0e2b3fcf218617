package io.henge.node.storage.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.storage.table.Table.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every table does, as long as the power stays on. */
abstract class TableContract {
  private static final HexFormat HEX = HexFormat.of();

  private Table table;

  /** Opens the table of the test, for the first time or once more. */
  abstract Table open() throws IOException;

  /** Where a copy may be made. */
  abstract Path copyDirectory();

  /** Opens the copy. */
  abstract Table openCopy() throws IOException;

  @BeforeEach
  void begin() throws IOException {
    table = open();
  }

  @AfterEach
  void end() {
    table.close();
  }

  private void reopen() throws IOException {
    table.close();
    table = open();
  }

  private static byte[] hex(String digits) {
    return HEX.parseHex(digits);
  }

  private static void put(Table table, Family family, String key, String value) throws IOException {
    table.write(new TableBatch().put(family, hex(key), hex(value)), Durability.SYNCED);
  }

  private static List<String> rows(Table table, Family family, String from) throws IOException {
    List<String> rows = new ArrayList<>();
    table.scan(
        family,
        hex(from),
        (key, value) -> rows.add(HEX.formatHex(key) + "=" + HEX.formatHex(value)));
    return rows;
  }

  @Test
  void a_new_table_is_empty_and_has_lost_nothing() throws IOException {
    for (Family family : Family.values()) {
      assertThat(rows(table, family, "")).isEmpty();
      assertThat(table.get(family, hex("00"))).isEmpty();
    }
    assertThat(table.lostWrites()).isFalse();
    reopen();
    assertThat(table.lostWrites()).isFalse();
    table.verify();
  }

  @Test
  void all_that_is_stored_is_in_parts_that_are_verified_one_by_one() throws IOException {
    for (Family family : Family.values()) {
      put(table, family, "00", "01");
    }
    List<Table.Part> parts = table.parts();
    assertThat(parts).hasSizeGreaterThanOrEqualTo(Family.values().length).doesNotHaveDuplicates();
    for (Table.Part part : parts) {
      assertThat(part.sizeBytes()).isPositive();
      table.verify(part);
    }
    table.verify(new Table.Part("a part that was replaced", 1));
  }

  @Test
  void rows_come_in_the_order_of_their_keys_unsigned_bytes() throws IOException {
    for (String key : List.of("ff", "80", "7f", "", "00", "0000", "7fff", "8000", "00ff")) {
      put(table, Family.RECORDS, key, "01");
    }
    assertThat(rows(table, Family.RECORDS, ""))
        .containsExactly(
            "=01", "00=01", "0000=01", "00ff=01", "7f=01", "7fff=01", "80=01", "8000=01", "ff=01");
    assertThat(rows(table, Family.RECORDS, "7f01"))
        .containsExactly("7fff=01", "80=01", "8000=01", "ff=01");
    assertThat(rows(table, Family.RECORDS, "80")).containsExactly("80=01", "8000=01", "ff=01");
    assertThat(rows(table, Family.RECORDS, "ff00")).isEmpty();
  }

  @Test
  void a_scan_ends_when_it_is_told_to() throws IOException {
    put(table, Family.META, "01", "");
    put(table, Family.META, "02", "");
    List<String> seen = new ArrayList<>();
    table.scan(
        Family.META,
        hex(""),
        (key, value) -> {
          seen.add(HEX.formatHex(key));
          return false;
        });
    assertThat(seen).containsExactly("01");
    assertThatThrownBy(
            () ->
                table.scan(
                    Family.META,
                    hex(""),
                    (key, value) -> {
                      throw new IOException("the visitor's own");
                    }))
        .hasMessage("the visitor's own");
  }

  @Test
  void families_do_not_know_of_each_other() throws IOException {
    put(table, Family.RECORDS, "01", "aa");
    put(table, Family.BODIES, "01", "bb");
    assertThat(table.get(Family.RECORDS, hex("01"))).contains(hex("aa"));
    assertThat(table.get(Family.BODIES, hex("01"))).contains(hex("bb"));
    assertThat(table.get(Family.META, hex("01"))).isEmpty();
  }

  @Test
  void a_glance_sees_what_a_lookup_sees_or_nothing_at_all() throws IOException {
    put(table, Family.RECORDS, "01", "aa");
    put(table, Family.RECORDS, "02", "bb");
    table.write(new TableBatch().delete(Family.RECORDS, hex("02")), Durability.SYNCED);
    for (int round = 0; round < 2; round++) {
      for (String key : List.of("01", "02", "03")) {
        Optional<byte[]> stored = table.get(Family.RECORDS, hex(key));
        table
            .glance(Family.RECORDS, hex(key))
            .ifPresent(
                seen ->
                    assertThat(seen.value().map(HEX::formatHex))
                        .isEqualTo(stored.map(HEX::formatHex)));
      }
      reopen();
    }
  }

  @Test
  void a_batch_happens_as_a_whole_the_later_after_the_earlier() throws IOException {
    put(table, Family.RECORDS, "01", "aa");
    table.write(
        new TableBatch()
            .delete(Family.RECORDS, hex("01"))
            .delete(Family.RECORDS, hex("07"))
            .put(Family.RECORDS, hex("02"), hex("bb"))
            .put(Family.BODIES, hex("03"), hex("cc"))
            .put(Family.RECORDS, hex("02"), hex("dd"))
            .put(Family.META, hex("04"), hex("ee"))
            .delete(Family.META, hex("04")),
        Durability.SYNCED);
    for (int i = 0; i < 2; i++) {
      assertThat(rows(table, Family.RECORDS, "")).containsExactly("02=dd");
      assertThat(rows(table, Family.BODIES, "")).containsExactly("03=cc");
      assertThat(rows(table, Family.META, "")).isEmpty();
      reopen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_was_written_is_there_after_reopening(Durability durability) throws IOException {
    table.write(new TableBatch().put(Family.META, hex("01"), hex("")), durability);
    assertThat(table.get(Family.META, hex("01"))).contains(new byte[0]);
    reopen();
    assertThat(table.get(Family.META, hex("01"))).contains(new byte[0]);
    table.verify();
  }

  @Test
  void an_empty_batch_changes_nothing() throws IOException {
    put(table, Family.META, "01", "");
    table.write(new TableBatch(), Durability.SYNCED);
    assertThat(rows(table, Family.META, "")).containsExactly("01=");
  }

  @Test
  void what_a_reader_does_to_an_array_does_not_matter() throws IOException {
    put(table, Family.META, "01", "aa");
    table.get(Family.META, hex("01")).orElseThrow()[0] = 7;
    table.scan(
        Family.META,
        hex(""),
        (key, value) -> {
          key[0] = 9;
          value[0] = 9;
          return true;
        });
    assertThat(rows(table, Family.META, "")).containsExactly("01=aa");
  }

  @Test
  void a_copy_holds_what_was_there_and_nothing_that_came_later() throws IOException {
    put(table, Family.RECORDS, "01", "aa");
    table.write(new TableBatch().put(Family.BODIES, hex("02"), hex("bb")), Durability.UNSYNCED);
    table.checkpoint(copyDirectory());
    put(table, Family.RECORDS, "01", "cc");
    put(table, Family.RECORDS, "03", "dd");
    try (Table copy = openCopy()) {
      assertThat(rows(copy, Family.RECORDS, "")).containsExactly("01=aa");
      assertThat(rows(copy, Family.BODIES, "")).containsExactly("02=bb");
      put(copy, Family.META, "09", "ee");
    }
    assertThat(rows(table, Family.RECORDS, "")).containsExactly("01=cc", "03=dd");
    assertThat(rows(table, Family.META, "")).isEmpty();
    assertThatThrownBy(() -> table.checkpoint(copyDirectory())).isInstanceOf(TableException.class);
  }

  @Test
  void random_batches_leave_what_a_sorted_map_would_hold() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 200; i++) {
      TableBatch batch = new TableBatch();
      for (int write = random.nextInt(5); write >= 0; write--) {
        byte[] key = new byte[random.nextInt(3)];
        random.nextBytes(key);
        byte[] value = new byte[random.nextInt(100)];
        random.nextBytes(value);
        if (random.nextInt(3) == 0) {
          batch.delete(Family.BODIES, key);
          model.remove(key);
        } else {
          batch.put(Family.BODIES, key, value);
          model.put(key, value);
        }
      }
      table.write(batch, random.nextBoolean() ? Durability.SYNCED : Durability.UNSYNCED);
    }
    reopen();
    List<String> expected = new ArrayList<>();
    model.forEach((key, value) -> expected.add(HEX.formatHex(key) + "=" + HEX.formatHex(value)));
    assertThat(rows(table, Family.BODIES, "")).as("seed " + seed).isEqualTo(expected);
  }
}
