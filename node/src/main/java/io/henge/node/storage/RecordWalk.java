package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.TableException;
import io.henge.ring.KeyHash;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the records in their order, a bounded page at a time, and checks the small bodies on
 * the way; the files are left to whoever asked. What is noted as damaged already is passed over.
 * Waits for the disk.
 */
final class RecordWalk {
  private static final Logger LOG = LoggerFactory.getLogger(RecordWalk.class);
  private static final int RECORDS_MAX = 64;
  private static final long BYTES_MAX = 1 << 20;

  /** A pass that is interrupted begins again with the page that was not all checked. */
  private static final int FILES_MAX = 8;

  private final Index index;
  private final Quarantine quarantine;

  RecordWalk(Index index, Quarantine quarantine) {
    this.index = index;
    this.quarantine = quarantine;
  }

  /** The records after that table key, or the first ones. */
  RecordPage page(Optional<Buffer> after) throws IOException {
    Builder page = new Builder();
    byte[] from = after.map(Buffer::getBytes).orElse(new byte[0]);
    index.scanRecords(
        from,
        (key, value) -> {
          if (after.isEmpty() || !Arrays.equals(key, from)) {
            page.add(key, value);
          }
          return page.records < RECORDS_MAX
              && page.bytes < BYTES_MAX
              && page.files.size() < FILES_MAX;
        });
    return page.build();
  }

  /** Gathers what is found. */
  private final class Builder {
    private Optional<Buffer> last = Optional.empty();
    private int records;
    private long bytes;
    private final List<BodyPlace> files = new ArrayList<>();
    private final List<Damage> corrupt = new ArrayList<>();
    private final List<Damage> missing = new ArrayList<>();
    private final List<Buffer> unreadable = new ArrayList<>();

    void add(byte[] tableKey, byte[] value) throws IOException {
      last = Optional.of(Buffer.buffer(tableKey));
      records++;
      PartitionedKey key;
      StoredRecord stored;
      try {
        key = IndexKeys.recordOf(tableKey);
        stored = IndexRecordCodec.decode(value);
      } catch (CodecException | StorageFailure undecodable) {
        quarantine.takeRecord(nameOf(tableKey), value);
        unreadable.add(Buffer.buffer(tableKey));
        return;
      } catch (NewerFormatException newer) {
        LOG.warn("not checked: {}", newer.getMessage());
        return;
      }
      check(key, stored);
    }

    private void check(PartitionedKey key, StoredRecord stored) throws IOException {
      List<Version> live = stored.record().object().live();
      for (int i = 0; i < live.size(); i++) {
        BodyPlace body = new BodyPlace(key, live.get(i));
        Place place = stored.places().get(i);
        if (place == Place.NONE || index.damageNotes().has(key, body.version().dot())) {
          continue;
        }
        if (place == Place.FILE) {
          files.add(body);
        } else {
          checkSmall(body);
        }
      }
    }

    private void checkSmall(BodyPlace body) throws IOException {
      PartitionedKey key = body.key();
      Optional<byte[]> value;
      try {
        value = index.body(key, body.version().dot());
      } catch (TableException e) {
        if (e.kind() != TableException.Kind.CORRUPT) {
          throw e;
        }
        corrupt.add(body.damage());
        return;
      }
      if (value.isEmpty()) {
        // Replaced since the scan began, perhaps: the note is only made if it is still wanted.
        missing.add(body.damage());
        return;
      }
      bytes += value.get().length;
      if (InlineValue.decode(value.get(), body.version().content().orElseThrow()).isEmpty()) {
        quarantine.take(BlobFiles.name(key.key(), body.version().dot()), value.get());
        corrupt.add(body.damage());
      }
    }

    RecordPage build() {
      return new RecordPage(last, records, bytes, files, corrupt, missing, unreadable);
    }
  }

  private static String nameOf(byte[] tableKey) {
    try {
      return KeyHash.of(IndexKeys.recordOf(tableKey).key()).hex();
    } catch (StorageFailure unreadable) {
      return "%08x".formatted(Arrays.hashCode(tableKey));
    }
  }
}
