package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableException;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notes of damage in the index: {@code damaged/} and the key of a small body, for bodies of
 * either size. Only their number is in memory, because a lost directory may leave millions of them;
 * as long as it is 0, nobody looks for any.
 */
final class DamageNotes {
  private static final Logger LOG = LoggerFactory.getLogger(DamageNotes.class);
  private static final byte[] PREFIX = "damaged/".getBytes(StandardCharsets.US_ASCII);

  private final Table table;
  private final AtomicLong count = new AtomicLong();

  /** Those in a table, yet to be counted. */
  DamageNotes(Table table) {
    this.table = table;
  }

  /** Counts what is in a table that was just opened. */
  void recount() throws IOException {
    AtomicLong found = new AtomicLong();
    scan(PREFIX, key -> found.incrementAndGet() > 0);
    count.set(found.get());
  }

  static void put(TableBatch batch, Damage damage) {
    batch.put(Family.META, tableKey(damage.key(), damage.dot()), new byte[0]);
  }

  static void delete(TableBatch batch, PartitionedKey key, Dot dot) {
    batch.delete(Family.META, tableKey(key, dot));
  }

  long count() {
    return count.get();
  }

  boolean has(PartitionedKey key, Dot dot) throws TableException {
    return count.get() > 0 && table.get(Family.META, tableKey(key, dot)).isPresent();
  }

  /** Which of an object's live versions are noted. */
  Set<Dot> of(PartitionedKey key, BlobObject object) throws TableException {
    Set<Dot> noted = new LinkedHashSet<>();
    if (count.get() > 0) {
      for (Version version : object.live()) {
        if (!version.isTombstone() && has(key, version.dot())) {
          noted.add(version.dot());
        }
      }
    }
    return noted;
  }

  /** The next notes after one, in the order of the table. */
  List<Damage> page(Optional<Damage> after, int max) throws IOException {
    List<Damage> page = new ArrayList<>();
    byte[] from = after.map(last -> tableKey(last.key(), last.dot())).orElse(PREFIX);
    scan(
        from,
        key -> {
          if (after.isEmpty() || !Arrays.equals(key, from)) {
            decode(key).ifPresent(page::add);
          }
          return page.size() < max;
        });
    return page;
  }

  /** By how much a batch changes the number of notes; to be asked before it is written. */
  long change(TableBatch batch) throws TableException {
    Map<ByteBuffer, Boolean> after = new LinkedHashMap<>();
    for (TableBatch.Write write : batch.writes()) {
      if (write.family() == Family.META && isNote(write.key())) {
        after.put(ByteBuffer.wrap(write.key()), write.value().isPresent());
      }
    }
    long change = 0;
    for (Map.Entry<ByteBuffer, Boolean> note : after.entrySet()) {
      boolean before = table.get(Family.META, note.getKey().array()).isPresent();
      if (before != note.getValue()) {
        change += before ? -1 : 1;
      }
    }
    return change;
  }

  /** The batch is written. */
  void changed(long by) {
    count.addAndGet(by);
  }

  private static byte[] tableKey(PartitionedKey key, Dot dot) {
    byte[] body = IndexKeys.body(key, dot);
    byte[] whole = Arrays.copyOf(PREFIX, PREFIX.length + body.length);
    System.arraycopy(body, 0, whole, PREFIX.length, body.length);
    return whole;
  }

  private static boolean isNote(byte[] key) {
    return key.length > PREFIX.length
        && Arrays.equals(key, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
  }

  private static Optional<Damage> decode(byte[] key) {
    try {
      return Optional.of(IndexKeys.bodyOf(Arrays.copyOfRange(key, PREFIX.length, key.length)));
    } catch (StorageFailure unreadable) {
      LOG.warn("an unreadable note of damage: {}", unreadable.getMessage());
      return Optional.empty();
    }
  }

  /** Sees the key of one note after the other. */
  private interface Seen {
    boolean goOn(byte[] key);
  }

  private void scan(byte[] from, Seen seen) throws IOException {
    table.scan(Family.META, from, (key, value) -> isNote(key) && seen.goOn(key));
  }
}
