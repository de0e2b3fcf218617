package io.henge.node.world;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.IndexRecord;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What survives a crash of a node: its index, its bodies, its small files. Faults are set here,
 * from outside.
 */
public final class MemoryDisk {
  /** How long each step takes at the most unless the disk is slow. */
  static final int USUAL_STEP_MILLIS = 3;

  /** How a commit fails. */
  public enum CommitFault {
    /** Nothing was stored, for want of room. */
    NO_SPACE,
    /** Nothing was stored, and the disk is at fault. */
    BROKEN_BEFORE,
    /** All was stored, and yet the disk reports a fault. */
    BROKEN_AFTER
  }

  /** Where a body is kept. */
  record Place(PartitionedKey key, Dot dot) {}

  /** A body; small ones live in the index. */
  record Body(Buffer bytes, boolean isInline) {}

  private final Map<PartitionedKey, IndexRecord> records = new TreeMap<>();
  private final Map<Place, Body> bodies = new HashMap<>();
  private final Map<PartitionedKey, Context> removed = new HashMap<>();
  private final Set<Place> unsettled = new LinkedHashSet<>();
  private Map<PartitionedKey, IndexRecord> remembered = Map.of();
  private Map<Place, Body> rememberedBodies = new HashMap<>();
  private final Set<Place> damaged = new LinkedHashSet<>();
  private final Map<String, Buffer> smallFiles = new HashMap<>();
  private Optional<CommitFault> fault = Optional.empty();
  private int faultsLeft;
  private boolean isFilled;
  private long losses;
  private final Set<Integer> filledPartitions = new HashSet<>();
  private final Set<PartitionedKey> garbled = new HashSet<>();
  private int longestStepMillis = USUAL_STEP_MILLIS;
  private boolean endsWriting;
  private boolean isFull;
  private boolean hasLostItsIndex;

  /** The next commits, that many, fail that way. */
  public void failCommits(int count, CommitFault how) {
    fault = Optional.of(how);
    faultsLeft = count;
  }

  /** The same, and a process that meets a fault other than want of room writes no more. */
  public void failCommitsForGood(int count, CommitFault how) {
    failCommits(count, how);
    endsWriting = true;
  }

  boolean endsWriting() {
    return endsWriting;
  }

  /** From now on there is no room for new bodies; deletes still pass. */
  public void fill() {
    isFull = true;
  }

  /** From now on the disk does everything it is asked to, and has room. */
  public void heal() {
    faultsLeft = 0;
    isFull = false;
  }

  boolean isFull() {
    return isFull;
  }

  /** Each step takes 1 to that many milliseconds. */
  public void speed(int longestMillis) {
    longestStepMillis = longestMillis;
  }

  /** Listings find no record any more in what is stored of a key. */
  public void garble(PartitionedKey key) {
    garbled.add(key);
  }

  Set<PartitionedKey> garbled() {
    return garbled;
  }

  /** The index is gone, and the bodies in it; small files and large bodies are still there. */
  public void loseIndex() {
    records.clear();
    bodies.values().removeIf(Body::isInline);
    damaged.clear();
    isFilled = false;
    filledPartitions.clear();
    hasLostItsIndex = true;
    losses++;
  }

  /** The index lacks its mark, as if it had lost its last writes; all that is in it stays. */
  public void unfill() {
    isFilled = false;
    filledPartitions.clear();
    hasLostItsIndex = true;
    losses++;
  }

  /** Keeps what the index holds now, for {@link #fallBack}. */
  public void rememberIndex() {
    remembered = new TreeMap<>(records);
    rememberedBodies = new HashMap<>(bodies);
    rememberedBodies.values().removeIf(body -> !body.isInline());
  }

  /**
   * The index is what it was when it was remembered, and lacks its mark; small files and large
   * bodies are as they are.
   */
  public void fallBack() {
    records.clear();
    records.putAll(remembered);
    bodies.values().removeIf(Body::isInline);
    bodies.putAll(rememberedBodies);
    damaged.clear();
    records.forEach(
        (key, record) ->
            record.object().live().stream()
                .filter(version -> version.content().isPresent())
                .map(version -> new Place(key, version.dot()))
                .filter(place -> !bodies.containsKey(place))
                .forEach(damaged::add));
    unfill();
    hasLostItsIndex = true;
  }

  /** A record and its bodies are gone. */
  public void loseRecord(PartitionedKey key) {
    records.remove(key);
    bodies.keySet().removeIf(place -> place.key().equals(key));
  }

  /** An empty one in the place of another, with all that was there. */
  static MemoryDisk inPlaceOfALostOne() {
    MemoryDisk disk = new MemoryDisk();
    disk.hasLostItsIndex = true;
    return disk;
  }

  /** Whether it ever lost its index. */
  public boolean hasLostItsIndex() {
    return hasLostItsIndex;
  }

  /** Which versions of a key are noted as damaged. */
  public Set<Dot> damagedOf(PartitionedKey key) {
    return damaged.stream()
        .filter(place -> place.key().equals(key))
        .map(Place::dot)
        .collect(Collectors.toSet());
  }

  /** Of which versions of a key the bytes are kept. */
  public Set<Dot> bodiesOf(PartitionedKey key) {
    return bodies.keySet().stream()
        .filter(place -> place.key().equals(key))
        .map(Place::dot)
        .collect(Collectors.toSet());
  }

  /** The record of a key as a restart would find it. */
  public Optional<IndexRecord> record(PartitionedKey key) {
    return Optional.ofNullable(records.get(key));
  }

  /** How many bodies are kept. */
  public int bodyCount() {
    return bodies.size();
  }

  /** The bytes of a body go, as if a sector did; the index does not notice. */
  public void loseBodies() {
    bodies.clear();
  }

  /** A bit flips in each body of a key; nobody notices until they are read. */
  public void damageBodies(PartitionedKey key) {
    bodies.replaceAll(
        (place, body) -> {
          if (!place.key().equals(key)) {
            return body;
          }
          Buffer flipped = body.bytes().copy();
          flipped.setByte(0, (byte) (flipped.getByte(0) ^ 1));
          return new Body(flipped, body.isInline());
        });
  }

  /** How many versions are noted as damaged. */
  public int damagedCount() {
    return damaged.size();
  }

  /** A record goes, with all that was known of the key. */
  void remove(PartitionedKey key) {
    IndexRecord gone = records.remove(key);
    if (gone != null) {
      removed.merge(key, gone.object().context(), Context::union);
    }
  }

  /** Whether the disk has the version, or had it until it was replaced or removed. */
  public boolean hasSeen(PartitionedKey key, Dot dot) {
    boolean isThere = record(key).filter(r -> r.object().context().contains(dot)).isPresent();
    return isThere || removed.getOrDefault(key, Context.EMPTY).contains(dot);
  }

  /**
   * How many files of replaced versions a power cut may still bring back, as no directory was
   * synced since they were unlinked.
   */
  public int unsettled() {
    return unsettled.size();
  }

  /** A body's version was replaced; a file is unlinked, a small one goes with the record. */
  void replaced(Place place) {
    Body body = bodies.remove(place);
    if (body != null && !body.isInline()) {
      unsettled.add(place);
    }
  }

  void settle() {
    unsettled.clear();
  }

  /** A small file as a restart would find it. */
  public Optional<Buffer> smallFile(String name) {
    return Optional.ofNullable(smallFiles.get(name));
  }

  Optional<CommitFault> nextFault() {
    if (faultsLeft == 0) {
      return Optional.empty();
    }
    faultsLeft--;
    return fault;
  }

  int longestStepMillis() {
    return longestStepMillis;
  }

  Map<PartitionedKey, IndexRecord> records() {
    return records;
  }

  Map<Place, Body> bodies() {
    return bodies;
  }

  /** The versions that have lost their bytes, as noted in the index. */
  Set<Place> damaged() {
    return damaged;
  }

  Map<String, Buffer> smallFiles() {
    return smallFiles;
  }

  /** How often it has lost some of its index. */
  long losses() {
    return losses;
  }

  /** The marks of some partitions go, of that many; the others stay. */
  void enter(Set<Integer> partitions, int count) {
    if (isFilled) {
      IntStream.range(0, count).forEach(filledPartitions::add);
    }
    isFilled = false;
    filledPartitions.removeAll(partitions);
    losses++;
  }

  boolean isFilled() {
    return isFilled;
  }

  boolean isFilled(int partition) {
    return isFilled || filledPartitions.contains(partition);
  }

  void markFilled() {
    isFilled = true;
  }

  void markFilled(int partition) {
    filledPartitions.add(partition);
  }
}
