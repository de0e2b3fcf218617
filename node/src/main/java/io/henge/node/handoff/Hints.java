package io.henge.node.handoff;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.replica.CopyChanges;
import io.henge.node.replica.ObjectPage;
import io.henge.ring.BlobKey;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * How many hints there are in each partition of one event loop: counted once by a walk through what
 * is stored, and then kept right by being told of every change.
 *
 * <p>While the walk reads a page, keys of it may change. What a key had when its last change ended
 * is what counts, and a key that is being changed when the page comes is counted when that has
 * ended.
 */
public final class Hints implements CopyChanges {
  private static final int PAGE = 256;

  private final Backlog backlog;
  private final NodeId self;
  private final IntPredicate mine;
  private final Map<Integer, Owed> partitions = new HashMap<>();
  private final Deque<Integer> uncounted = new ArrayDeque<>();
  private final Set<PartitionedKey> changing = new HashSet<>();
  private final Set<PartitionedKey> countedWhenEnded = new HashSet<>();
  private Optional<Layouts> layouts = Optional.empty();
  private Optional<Walk> walk = Optional.empty();

  /** A partition that is being counted. */
  private static final class Walk {
    private final int partition;
    private final Map<BlobKey, BlobObject> changed = new HashMap<>();
    private Optional<BlobKey> counted = Optional.empty();

    Walk(int partition) {
      this.partition = partition;
    }

    boolean hasCounted(BlobKey key) {
      return counted.filter(last -> key.compareTo(last) <= 0).isPresent();
    }
  }

  /**
   * None are known yet.
   *
   * @param mine which partitions belong to this event loop
   */
  public Hints(Backlog backlog, NodeId self, IntPredicate mine) {
    this.backlog = backlog;
    this.self = self;
    this.mine = mine;
    backlog.expect();
  }

  /** From now on these are the owners: what is a hint is found out anew. */
  void begin(Layouts newest) {
    backlog.uncounted(this);
    for (Owed owed : partitions.values()) {
      backlog.changed(-owed.keys(), -owed.bytes());
      backlog.sawNone(owed.partition());
    }
    partitions.clear();
    uncounted.clear();
    countedWhenEnded.clear();
    walk = Optional.empty();
    layouts = Optional.of(newest);
    for (int partition = 0; partition < newest.partitions().count(); partition++) {
      if (mine.test(partition) && !newest.isOwner(self, partition)) {
        uncounted.add(partition);
      }
    }
    tellIfCounted();
  }

  private void tellIfCounted() {
    if (!isCounting()) {
      layouts.ifPresent(known -> backlog.counted(this, known));
    }
  }

  /** Whether the hints are counted for these owners. */
  boolean isFor(Layouts newest) {
    boolean isSame = layouts.filter(newest::equals).isPresent();
    if (isSame) {
      // The same object is compared faster the next time.
      layouts = Optional.of(newest);
    }
    return isSame;
  }

  /** Whether there are partitions of which it is not known yet how many hints they have. */
  boolean isCounting() {
    return walk.isPresent() || !uncounted.isEmpty();
  }

  /** Reads what is stored of a partition, as {@code LocalReplica.stored} does. */
  @FunctionalInterface
  interface Pages {
    Future<ObjectPage> page(int partition, Optional<BlobKey> after, int limit);
  }

  /** Counts a page of them. */
  Future<Void> count(Pages pages) {
    if (walk.isEmpty()) {
      walk = Optional.of(new Walk(uncounted.remove()));
    }
    Walk walking = walk.get();
    return pages
        .page(walking.partition, walking.counted, PAGE)
        .map(
            page -> {
              if (walk.filter(walking::equals).isPresent()) {
                add(walking, page);
              }
              return null;
            });
  }

  private void add(Walk walking, ObjectPage page) {
    Map<BlobKey, BlobObject> found = new HashMap<>();
    page.entries().forEach(entry -> found.put(entry.key(), entry.object()));
    walking.changed.forEach(
        (key, object) -> {
          if (page.last().filter(last -> key.compareTo(last) > 0).isEmpty()) {
            found.put(key, object);
          }
        });
    for (PartitionedKey key : changing) {
      boolean isHere =
          key.partition() == walking.partition
              && !walking.hasCounted(key.key())
              && page.last().filter(last -> key.key().compareTo(last) > 0).isEmpty();
      if (isHere) {
        found.remove(key.key());
        countedWhenEnded.add(key);
      }
    }
    found.values().forEach(object -> change(walking.partition, BlobObject.EMPTY, object));
    walking.changed.clear();
    walking.counted = page.last();
    if (page.last().isEmpty()) {
      walk = Optional.empty();
      tellIfCounted();
    }
  }

  @Override
  public void begun(PartitionedKey key) {
    backlog.began(key.partition());
    changing.add(key);
  }

  @Override
  public void ended(PartitionedKey key, BlobObject before, BlobObject after) {
    changing.remove(key);
    int partition = key.partition();
    count(key, partition, before, after);
    // Not before: whoever looks in between must not find nothing.
    backlog.ended(partition);
  }

  private void count(PartitionedKey key, int partition, BlobObject before, BlobObject after) {
    boolean isHint =
        mine.test(partition)
            && layouts.filter(known -> !known.isOwner(self, partition)).isPresent();
    if (!isHint || uncounted.contains(partition)) {
      return;
    }
    Optional<Walk> walking = walk.filter(at -> at.partition == partition);
    if (countedWhenEnded.remove(key)) {
      change(partition, BlobObject.EMPTY, after);
    } else if (walking.isEmpty() || walking.get().hasCounted(key.key())) {
      change(partition, before, after);
    } else {
      walking.get().changed.put(key.key(), after);
    }
  }

  private void change(int partition, BlobObject before, BlobObject after) {
    long keys = keysOf(after) - keysOf(before);
    long bytes = bytesOf(after) - bytesOf(before);
    Owed owed = partitions.computeIfAbsent(partition, Owed::new);
    owed.changed(keys, bytes);
    backlog.changed(keys, bytes);
    if (owed.keys() == 0) {
      partitions.remove(partition);
      backlog.sawNone(partition);
    } else {
      after.live().forEach(version -> backlog.saw(partition, version.timestamp().millis()));
    }
  }

  private static long keysOf(BlobObject object) {
    return object.isEmpty() ? 0 : 1;
  }

  private static long bytesOf(BlobObject object) {
    return object.live().stream()
        .map(Version::content)
        .flatMap(Optional::stream)
        .mapToLong(Content::sizeBytes)
        .sum();
  }

  /** The partitions that have hints. */
  Collection<Owed> owed() {
    return partitions.values();
  }
}
