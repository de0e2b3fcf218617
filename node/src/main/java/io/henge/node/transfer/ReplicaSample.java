package io.henge.node.transfer;

import io.henge.node.storage.KeyPage;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How large the replicas of a node are, from some of them: hashing spreads keys evenly, so these
 * speak for all. The work is bounded, however much is stored.
 */
public final class ReplicaSample {
  private static final int REPLICAS_MAX = 128;

  /** After so many no further replica is begun. */
  private static final int KEYS_ENOUGH = 20_000;

  private static final int PAGE = 500;

  private final Pages pages;
  private final List<Integer> partitions;
  private long bytes;
  private long keys;
  private int replicas;

  /**
   * What was found.
   *
   * @param replicas how many were looked at
   * @param meanBytes of bodies in one of them; 0 when there was none
   */
  public record Result(int replicas, long meanBytes) {}

  /** The keys of a partition, as {@link io.henge.node.storage.BlobStore} shows them. */
  @FunctionalInterface
  public interface Pages {
    /** The first keys after one. */
    Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit);
  }

  private ReplicaSample(Pages pages, List<Integer> partitions) {
    this.pages = pages;
    this.partitions = partitions;
  }

  /**
   * Looks at some of the partitions that a node holds. Fails with a {@link
   * io.henge.node.storage.StorageFailure}.
   */
  public static Future<Result> of(Pages pages, List<Integer> held) {
    int count = Math.min(REPLICAS_MAX, held.size());
    List<Integer> spread =
        IntStream.range(0, count)
            .mapToObj(i -> held.get((int) ((long) i * held.size() / count)))
            .toList();
    return new ReplicaSample(pages, spread).next();
  }

  private Future<Result> next() {
    if (replicas == partitions.size() || keys >= KEYS_ENOUGH) {
      return Future.succeededFuture(new Result(replicas, replicas == 0 ? 0 : bytes / replicas));
    }
    return read(partitions.get(replicas), Optional.empty())
        .compose(
            whole -> {
              replicas++;
              return next();
            });
  }

  private Future<Void> read(int partition, Optional<BlobKey> after) {
    return pages
        .page(partition, after, PAGE)
        .compose(
            page -> {
              keys += page.entries().size();
              page.entries().forEach(entry -> bytes += bytesOf(entry));
              return page.isLast()
                  ? Future.succeededFuture()
                  : read(partition, Optional.of(page.lastKey()));
            });
  }

  private static long bytesOf(KeyPage.Entry entry) {
    return entry.record().object().live().stream()
        .map(Version::content)
        .flatMap(Optional::stream)
        .mapToLong(Content::sizeBytes)
        .sum();
  }
}
