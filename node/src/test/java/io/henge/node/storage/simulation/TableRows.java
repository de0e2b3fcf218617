package io.henge.node.storage.simulation;

import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.TableBatch;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The rows of a table in memory, in the order of their keys' unsigned bytes. */
final class TableRows {
  private final Map<Family, NavigableMap<byte[], byte[]>> families = new EnumMap<>(Family.class);

  TableRows() {
    for (Family family : Family.values()) {
      families.put(family, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  TableRows copy() {
    TableRows copy = new TableRows();
    families.forEach((family, rows) -> copy.of(family).putAll(rows));
    return copy;
  }

  NavigableMap<byte[], byte[]> of(Family family) {
    return families.get(family);
  }

  /** Makes a batch happen. */
  void apply(TableBatch batch) {
    for (TableBatch.Write write : batch.writes()) {
      if (write.value().isPresent()) {
        of(write.family()).put(write.key(), write.value().get());
      } else {
        of(write.family()).remove(write.key());
      }
    }
  }

  /** Changes a bit of a value. */
  void flip(Family family, byte[] key, int position, int mask) {
    byte[] value = of(family).get(key).clone();
    value[position] ^= (byte) mask;
    of(family).put(key, value);
  }

  long digest() {
    long sum = 0;
    for (Family family : Family.values()) {
      for (Map.Entry<byte[], byte[]> row : of(family).entrySet()) {
        sum = sum * 31 + family.text().hashCode();
        sum = sum * 0x9e3779b97f4a7c15L + Arrays.hashCode(row.getKey());
        sum = sum * 0x9e3779b97f4a7c15L + Arrays.hashCode(row.getValue());
      }
    }
    return sum;
  }
}
