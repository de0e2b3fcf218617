package io.henge.chaos;

import io.henge.chaos.workload.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of one key: the writes to it in their order, each acknowledged, refused, or
 * unknown. One client at a time writes a key, and after a write whose outcome is unknown nobody
 * does until {@link #settle}: so what the key may show is always exact.
 */
final class KeyHistory {
  private static final int KEPT_MAX = 1000;

  private final String key;
  private final SizeClass sizes;
  private final long run;

  /** Writes by their number that may be shown to a read that began some time ago. */
  private final NavigableMap<Long, Write> showable = new TreeMap<>();

  /** Held by reads, and alone by who changes the bytes on the disk under them. */
  private final ReadWriteLock bytes = new ReentrantReadWriteLock();

  private Write settled = new Write(0, Optional.empty());
  private final List<Write> unknown = new ArrayList<>();
  private long begun;
  private boolean owned;
  private boolean touched;

  KeyHistory(long run, String key, SizeClass sizes) {
    this.run = run;
    this.key = key;
    this.sizes = sizes;
    showable.put(0L, settled);
  }

  /**
   * One write to the key.
   *
   * @param sequence its number: 1, 2, 3 ...; 0 is the state before all writes
   * @param payload what it stores; a delete stores nothing
   */
  record Write(long sequence, Optional<Payload> payload) {
    @Override
    public String toString() {
      return sequence + ":" + payload.map(Payload::claim).orElse("absent");
    }
  }

  String key() {
    return key;
  }

  SizeClass sizes() {
    return sizes;
  }

  /** Takes the key for one write; false when it is being written or its state is unknown. */
  synchronized boolean own() {
    if (owned || !unknown.isEmpty()) {
      return false;
    }
    owned = true;
    return true;
  }

  synchronized Write beginPut(int writer, int sizeBytes) {
    return begin(Optional.of(new Payload(run, key, writer, begun + 1, sizeBytes)));
  }

  synchronized Write beginDelete() {
    return begin(Optional.empty());
  }

  private Write begin(Optional<Payload> payload) {
    begun++;
    touched = true;
    Write write = new Write(begun, payload);
    showable.put(begun, write);
    while (showable.size() > KEPT_MAX) {
      showable.pollFirstEntry();
    }
    return write;
  }

  /** The write has happened. */
  synchronized void acknowledged(Write write) {
    settled = write;
    owned = false;
  }

  /** The write has not happened and never will. */
  synchronized void refused(Write write) {
    showable.remove(write.sequence());
    owned = false;
  }

  /** The write may have happened; the key rests until it is settled. */
  synchronized void unknown(Write write) {
    unknown.add(write);
    owned = false;
  }

  /** The number of the last acknowledged write; a read that begins now shows nothing older. */
  synchronized long oldestToShow() {
    return settled.sequence();
  }

  /** Whether writes are acknowledged to be there or absent, and none is unknown. */
  synchronized boolean isSettled() {
    return unknown.isEmpty() && !owned;
  }

  /** Whether the last acknowledged write stored something. */
  synchronized boolean isPresent() {
    return settled.payload().isPresent();
  }

  /** What is wrong with a read that began when {@link #oldestToShow} was that. */
  synchronized Optional<String> violation(long oldest, Shown shown) {
    if (oldest < showable.firstKey()) {
      return Optional.empty();
    }
    return check(shown, showable.tailMap(oldest, true).values().stream());
  }

  /** What is wrong with what the key shows when all clients rest; changes nothing. */
  synchronized Optional<String> violation(Shown shown) {
    return check(shown, Stream.concat(Stream.of(settled), unknown.stream()));
  }

  /**
   * What is wrong with what the key shows when all clients rest and the node was restarted. What it
   * shows is its state from now on. Forgets that the key was touched.
   */
  synchronized Optional<String> settle(Shown shown) {
    List<Write> allowed = Stream.concat(Stream.of(settled), unknown.stream()).toList();
    Optional<String> violation = check(shown, allowed.stream());
    if (violation.isEmpty()) {
      settled =
          allowed.stream()
              .filter(write -> write.payload().equals(shown.payload()))
              .findFirst()
              .orElseThrow();
      unknown.clear();
      touched = false;
    }
    return violation;
  }

  private Optional<String> check(Shown shown, Stream<Write> writes) {
    List<Write> allowed = writes.toList();
    if (shown.damage().isPresent()) {
      return Optional.of("%s shows wrong bytes: %s".formatted(key, shown.damage().orElseThrow()));
    }
    if (!shown.isAnswer()) {
      return Optional.of("%s cannot be read: %d %s".formatted(key, shown.status(), shown.text()));
    }
    if (allowed.stream().noneMatch(write -> write.payload().equals(shown.payload()))) {
      return Optional.of(
          "%s shows %s (status %d), allowed are %s; the last write begun was %d"
              .formatted(
                  key,
                  shown.payload().map(Payload::claim).orElse("nothing"),
                  shown.status(),
                  allowed.stream().map(Write::toString).collect(Collectors.joining(", ")),
                  begun));
    }
    return Optional.empty();
  }

  /** Does a read; nothing at all while the bytes are being changed. */
  void whileRead(Runnable read) {
    if (bytes.readLock().tryLock()) {
      try {
        read.run();
      } finally {
        bytes.readLock().unlock();
      }
    }
  }

  /** Does something while nobody reads the key. */
  void whileUnread(Runnable change) {
    bytes.writeLock().lock();
    try {
      change.run();
    } finally {
      bytes.writeLock().unlock();
    }
  }

  synchronized boolean isTouched() {
    return touched;
  }
}
