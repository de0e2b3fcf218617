package io.henge.node.removal;

import io.henge.node.message.KeyDigest;
import io.henge.ring.BlobKey;
import io.henge.ring.version.ObjectDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keys that may be removed once they have been seen unchanged for a while, by time that does not
 * jump. Bounded: what finds no room is watched from a later walk on.
 */
final class Watch {
  /** So many keys are watched at once. */
  static final int KEYS_MAX = 8_192;

  private final Map<Integer, TreeMap<BlobKey, Watched>> partitions = new HashMap<>();
  private int size;
  private long walk;

  /**
   * One key.
   *
   * @param dueMillis from when on it may be removed, monotonic
   * @param walk in which walk it was last seen
   */
  private record Watched(ObjectDigest digest, long dueMillis, long walk) {}

  /** A walk over a partition begins. */
  void begin() {
    walk++;
  }

  /** A key was seen; if it is new, or has changed, it is due after that many milliseconds. */
  void see(int partition, KeyDigest key, long nowMillis, long afterMillis) {
    TreeMap<BlobKey, Watched> keys = partitions.computeIfAbsent(partition, none -> new TreeMap<>());
    Watched known = keys.get(key.key());
    if (known == null && size >= KEYS_MAX) {
      return;
    }
    boolean isSame = known != null && known.digest().equals(key.digest());
    long due = isSame ? known.dueMillis() : nowMillis + afterMillis;
    keys.put(key.key(), new Watched(key.digest(), due, walk));
    size += known == null ? 1 : 0;
  }

  /** The walk over the partition has ended: keys that it has not seen are as they were no more. */
  void end(int partition) {
    TreeMap<BlobKey, Watched> keys = partitions.getOrDefault(partition, new TreeMap<>());
    int before = keys.size();
    keys.values().removeIf(watched -> watched.walk() != walk);
    size -= before - keys.size();
    if (keys.isEmpty()) {
      partitions.remove(partition);
    }
  }

  /** The first keys of a partition that are due, in their order. */
  List<KeyDigest> due(int partition, long nowMillis, int max) {
    return partitions.getOrDefault(partition, new TreeMap<>()).entrySet().stream()
        .filter(entry -> entry.getValue().dueMillis() <= nowMillis)
        .limit(max)
        .map(entry -> new KeyDigest(entry.getKey(), entry.getValue().digest()))
        .toList();
  }

  /** These were tried: they have to be seen anew. */
  void forget(int partition, List<KeyDigest> tried) {
    TreeMap<BlobKey, Watched> keys = partitions.getOrDefault(partition, new TreeMap<>());
    for (KeyDigest one : tried) {
      size -= keys.remove(one.key()) == null ? 0 : 1;
    }
  }

  /** Nothing of a partition is watched any more. */
  void forget(int partition) {
    TreeMap<BlobKey, Watched> keys = partitions.remove(partition);
    size -= keys == null ? 0 : keys.size();
  }

  /** How many keys are watched. */
  int size() {
    return size;
  }
}
