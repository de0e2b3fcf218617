package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.TableException;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A look at the index of a store that no node uses. Changes nothing. */
public final class Inspection implements AutoCloseable {
  /** Keys that are held in memory at once while they are put in order. */
  private static final int ROWS_AT_ONCE = 20_000;

  private final Index index;

  private Inspection(Index index) {
    this.index = index;
  }

  /**
   * Opens the index in a directory that the caller holds; waits for the disk.
   *
   * @param medium best one that only looks ({@link Medium#readOnly})
   * @throws IOException when there is no index, or it cannot be read
   */
  public static Inspection open(Medium medium, StorePaths paths) throws IOException {
    return new Inspection(Index.lookingAt(medium.tables().open(failed -> {}), paths.index()));
  }

  /**
   * What is known of a key, and where the bytes are.
   *
   * @param places for each live version {@code none}, {@code index}, or the file's path below
   *     {@code blobs/}
   */
  public record View(PartitionedKey key, IndexRecord record, List<String> places) {
    public View {
      places = List.copyOf(places);
    }
  }

  /**
   * Shows keys in the order of their bytes until there are no more or it was enough.
   *
   * @param visitor whether to go on
   */
  public void keys(String prefix, Predicate<BlobKey> visitor) throws IOException {
    Optional<BlobKey> after = Optional.empty();
    boolean hasMore = true;
    while (hasMore) {
      KeyScan.Rows rows = new KeyScan(index, prefix, after, ROWS_AT_ONCE).run();
      for (KeyScan.Row row : rows.rows()) {
        BlobKey key = row.key().key();
        if (!visitor.test(key)) {
          return;
        }
        after = Optional.of(key);
      }
      hasMore = rows.hasMore();
    }
  }

  /** How many keys there are, tombstones included. */
  public long count() throws IOException {
    long[] count = {0};
    index.records(
        IndexKeys.partition(0),
        (row, value) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  /** What is known of one key. */
  public Optional<View> show(Partitions partitions, BlobKey key) throws IOException {
    PartitionedKey partitioned = new PartitionedKey(partitions.partitionOf(KeyHash.of(key)), key);
    return index.record(partitioned).map(stored -> view(partitioned, stored));
  }

  /**
   * Shows all records as they are stored, by partition and key.
   *
   * @param unreadable is told of rows that are no records, and why
   */
  public void dump(Consumer<View> visitor, Consumer<String> unreadable) throws IOException {
    index.records(
        IndexKeys.partition(0),
        (row, value) -> {
          View view;
          try {
            PartitionedKey key = IndexKeys.recordOf(row);
            view = view(key, index.decode(key, value));
          } catch (StorageFailure | NewerFormatException e) {
            unreadable.accept(e.getMessage());
            return true;
          }
          visitor.accept(view);
          return true;
        });
  }

  /** Whether the index is marked as filled. */
  public boolean isFilled() throws TableException {
    return index.isFilled();
  }

  private static View view(PartitionedKey key, StoredRecord stored) {
    List<Version> live = stored.record().object().live();
    List<String> places = new ArrayList<>(live.size());
    for (int i = 0; i < live.size(); i++) {
      places.add(
          switch (stored.places().get(i)) {
            case NONE -> "none";
            case INLINE -> "index";
            case FILE ->
                BlobDirectories.relative(BlobFiles.name(key.key(), live.get(i).dot())).toString();
          });
    }
    return new View(key, stored.record(), places);
  }

  @Override
  public void close() {
    index.close();
  }
}
