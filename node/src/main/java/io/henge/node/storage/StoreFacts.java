package io.henge.node.storage;

import io.henge.node.storage.DiskSpace.Level;
import java.util.Locale;
import java.util.Optional;

/**
 * How a store is, for people and for metrics.
 *
 * @param state what it can do
 * @param room on the disk
 * @param stages bodies that are not yet visible
 * @param corrupt copies that were found corrupt since the start
 * @param commits writes to the index
 */
public record StoreFacts(State state, Room room, int stages, long corrupt, Commits commits) {

  /** What a store can do, the best first. */
  public enum State {
    /** Everything. */
    WRITABLE,
    /** Everything, but there is not much room left. */
    LOW,
    /** No new bodies: there is no room. */
    FULL,
    /** No writes until there is room. */
    SUSPENDED,
    /** No writes any more. */
    POISONED;

    /** As a label: a word in lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(StorageHealth.State health, Level level) {
      return switch (health) {
        case SUSPENDED -> SUSPENDED;
        case POISONED -> POISONED;
        case WRITABLE ->
            switch (level) {
              case AMPLE -> WRITABLE;
              case LOW -> LOW;
              case FULL -> FULL;
            };
      };
    }
  }

  /**
   * The room on the disk, in bytes.
   *
   * @param usableBytes what this process may still use, at most a second ago
   * @param reserveBytes what is to be kept free
   * @param promisedBytes what bodies on their way may still write
   */
  public record Room(long usableBytes, long reserveBytes, long promisedBytes) {}

  /**
   * Writes to the index; all but the first are sums since the start.
   *
   * @param waiting for the next sync
   * @param syncs how many there were
   * @param writes how many they were for
   * @param syncNanos how long they took
   */
  public record Commits(int waiting, long syncs, long writes, long syncNanos) {}

  /** What operators should know of the room although the store takes writes; empty if nothing. */
  public Optional<String> warning() {
    return switch (state) {
      case LOW -> Optional.of("the disk is nearly full: " + inBytes());
      case FULL -> Optional.of("the disk is full, new blobs are refused: " + inBytes());
      case WRITABLE, SUSPENDED, POISONED -> Optional.empty();
    };
  }

  /** Whether new bodies find room; not whether the disk works. */
  public boolean takesBodies() {
    return state != State.FULL && state != State.SUSPENDED;
  }

  private String inBytes() {
    return "%d bytes are usable, the reserve is %d"
        .formatted(room.usableBytes(), room.reserveBytes());
  }
}
