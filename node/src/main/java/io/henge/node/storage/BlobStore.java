package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * One node's disk: an index of records by key, and the bodies of their versions.
 *
 * <p>Promises: a change is durable when its future completes, and after a crash at any point a key
 * has its old record or its new one, with all bytes of either, never neither. Failures are {@link
 * StorageFailure}s. Steps of one key must not overlap: the caller keeps their order; steps of
 * different keys may run at once. Futures complete on the caller's context.
 */
public interface BlobStore {
  /** The record of a key, or empty when the index has none. */
  Future<Optional<IndexRecord>> load(PartitionedKey key);

  /**
   * Makes a change durable (see the class). Fails without effect, except with {@link
   * StorageFailure.Kind#BROKEN}: then nobody knows, and readers see the old record or the new one.
   */
  Future<Void> commit(Change change);

  /**
   * Begins a body, whose room is promised to it from then on. Fails with {@link
   * StorageFailure.Kind#NO_SPACE} when there is none.
   */
  Future<Stage> stage(StageRequest request);

  /** Begins a new body of unknown length. */
  default Future<Stage> stage(StageId id) {
    return stage(StageRequest.ofNew(id, OptionalLong.empty()));
  }

  /** Forgets a stage by its name, if there is one; idempotent. */
  Future<Void> abandon(StageId id);

  /**
   * Opens a slice of a version's body; empty when the store does not hold it (any more). An open
   * body stays readable when its version is replaced meanwhile.
   */
  Future<Optional<OpenBody>> open(PartitionedKey key, Version version, ByteRange range);

  /** The bytes of a small body, empty when they are not here or the body lives in a file. */
  Future<Optional<Buffer>> inline(PartitionedKey key, Version version);

  /**
   * The first keys of a range in certain partitions, in the order of their bytes, with their
   * records. A page is of no one moment: a key that changes meanwhile is shown as it was before or
   * after. It may have fewer keys than the limit, or none, and still not be the last; its end is
   * always beyond the range's start. Of a group all keys up to the first one with a version to show
   * are there, the rest is a gap. A record that cannot be read is left out, and its partition
   * named.
   *
   * @param partitions asked on any thread
   */
  Future<NamePage> names(KeyRange range, IntPredicate partitions);

  /**
   * The first keys of one partition after a key, in the order of their bytes, with their records. A
   * page is of no one moment, as above.
   *
   * @param after the last key of the page before; empty for the first page
   * @param limit how many keys at most, 1 to {@value io.henge.node.blob.KeyRange#LIMIT_MAX}
   */
  Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit);

  /** Whether the index lacks the mark of {@link #markFilled()}: it is new, or it was lost. */
  boolean isUnfilled();

  /**
   * How often since the start some of the index was found lost, so that it is not filled any more.
   * Whoever fills it reads that before, since what is lost meanwhile is not filled.
   */
  long losses();

  /**
   * Marks the whole index as filled, durably: what it does not know was never stored (W5). Without
   * effect if more was lost than that number says.
   */
  Future<Void> markAllFilled(long losses);

  /** The same as of now. */
  default Future<Void> markFilled() {
    return markAllFilled(losses());
  }

  /** Whether what the index does not know of a partition was never stored in it (rule W5). */
  boolean isFilled(int partition);

  /**
   * Marks one partition as filled, durably, where the whole index is not. Without effect if more
   * was lost than that number says.
   */
  Future<Void> markFilled(int partition, long losses);

  /**
   * Takes the marks of partitions away, durably: this node enters their rows, and has not been told
   * of all that is in them. Counts as a loss for whoever is marking meanwhile.
   *
   * @param count how many partitions there are
   */
  Future<Void> unfill(Set<Integer> partitions, int count);

  /**
   * Completes when the files of all versions that were replaced before the call are gone for good:
   * neither a crash nor a power cut brings one back (rule T3). Fails with {@link
   * StorageFailure.Kind#BUSY} as long as one is left, for a backup or because it resists.
   */
  Future<Void> settle();

  /**
   * Empty as long as the store takes writes; otherwise what each of them fails with. A full disk
   * alone is no such case: it depends on the write.
   */
  Optional<StorageFailure> refusal();

  /** Finishes what runs and closes; later calls fail. */
  Future<Void> close();
}
