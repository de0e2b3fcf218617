package io.henge.node.handoff;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.replica.HintRoom;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The hints of a node, all event loops together: how many there are, and their bound (rule H2).
 * Thread-safe. The bound is not exact: what is taken at the same time does not know of each other.
 */
public final class Backlog implements HintRoom {
  /** However small they are, more hints than this are refused. */
  public static final long KEYS_MAX = 1_000_000;

  private static final double MILLIS_PER_SECOND = 1000;

  private final LongSupplier bytesMax;
  private final AtomicLong keys = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** When the oldest version of each partition was made, as far as it has been seen. */
  private final Map<Integer, Long> oldest = new ConcurrentHashMap<>();

  /** For which layouts the hints of each event loop are counted. */
  private final Map<Hints, Layouts> counted = new ConcurrentHashMap<>();

  /** How many keys of a partition are being changed, where any are. */
  private final Map<Integer, Integer> changing = new ConcurrentHashMap<>();

  private final AtomicInteger loops = new AtomicInteger();
  private final Events events;

  /** Is told what becomes of hints, for counting. Called on any event loop. */
  public interface Events {
    /** An owner that lacked a hint has it now. */
    void delivered();

    /** All owners have it, and it is gone from here. */
    void dropped();

    /** Too many are here already. */
    void refused();
  }

  /**
   * An empty one.
   *
   * @param bytesMax the most bytes of bodies that hints may have; asked each time
   */
  public Backlog(LongSupplier bytesMax, Events events) {
    this.bytesMax = bytesMax;
    this.events = events;
  }

  @Override
  public Optional<ReplicaRefusal> refusal(long more) {
    if (keys.get() < KEYS_MAX && bytes.get() + more <= bytesMax.getAsLong()) {
      return Optional.empty();
    }
    events.refused();
    return Optional.of(
        new ReplicaRefusal(Reason.NO_SPACE, "it keeps as much for other nodes as it may"));
  }

  /** Those of one more event loop will be counted. */
  void expect() {
    loops.incrementAndGet();
  }

  /** Those of an event loop are about to be counted. */
  void uncounted(Hints hints) {
    counted.remove(hints);
  }

  /** Those of an event loop are all counted, by the owners that these layouts name. */
  void counted(Hints hints, Layouts layouts) {
    counted.put(hints, layouts);
  }

  /** A key of a partition is about to change. */
  void began(int partition) {
    changing.merge(partition, 1, Integer::sum);
  }

  /** It has. */
  void ended(int partition) {
    changing.computeIfPresent(partition, (at, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Whether it is sure that nothing is kept here, nor about to be, for any owner that these layouts
   * name.
   *
   * @param self this node
   */
  public boolean isEmpty(NodeId self, Layouts layouts) {
    // In this order: a key is counted before it is no longer changing.
    return changing.keySet().stream().allMatch(partition -> layouts.isOwner(self, partition))
        && keys.get() == 0
        && counted.size() == loops.get()
        && counted.values().stream().allMatch(layouts::equals);
  }

  void changed(long moreKeys, long moreBytes) {
    keys.addAndGet(moreKeys);
    bytes.addAndGet(moreBytes);
  }

  /** A hint of a version of that time, by the wall clock of whoever made it. */
  void saw(int partition, long madeAtMillis) {
    oldest.merge(partition, madeAtMillis, Math::min);
  }

  /** Of all hints of the partition this is the oldest. */
  void sawAll(int partition, long oldestMillis) {
    oldest.put(partition, oldestMillis);
  }

  /** The partition has no hints any more. */
  void sawNone(int partition) {
    oldest.remove(partition);
  }

  Events events() {
    return events;
  }

  /** How many keys are owed to other nodes. */
  public long keys() {
    return keys.get();
  }

  /** The bytes of their bodies. */
  public long bytes() {
    return bytes.get();
  }

  /**
   * How long ago the oldest version was made that is owed, in seconds, by a wall clock that says
   * so; 0 if none is. Clocks of other nodes may be ahead.
   */
  public double ageSeconds(long nowMillis) {
    long oldestMillis = oldest.values().stream().mapToLong(Long::longValue).min().orElse(nowMillis);
    return Math.max(0, nowMillis - oldestMillis) / MILLIS_PER_SECOND;
  }
}
