package io.henge.node.storage;

import io.henge.node.storage.StorageFailure.Kind;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk can still be believed, and so whether writes are taken.
 *
 * <p>After a failed sync the kernel may have dropped the dirty pages and call the next sync a
 * success. So such a failure is final: nothing is retried, no write is acknowledged any more, and
 * only a restart, which reads what is really there, begins anew. A sync that was never tried,
 * because nothing could be opened, is none of these. When the index met a full disk, or could open
 * nothing, to read what is really there is enough as well, and is done in place once there is room.
 */
final class StorageHealth {
  private static final Logger LOG = LoggerFactory.getLogger(StorageHealth.class);

  /** What hinders writes. */
  enum State {
    /** Nothing does. */
    WRITABLE,
    /** The index met a full disk; it will be read again when there is room. */
    SUSPENDED,
    /** The disk failed; the end until a restart. */
    POISONED
  }

  private record Condition(State state, String reason) {}

  private static final Condition GOOD = new Condition(State.WRITABLE, "");

  private final AtomicReference<Condition> condition = new AtomicReference<>(GOOD);

  State state() {
    return condition.get().state();
  }

  /** Why no writes are taken, as the failure of one; empty as long as they are. */
  Optional<StorageFailure> refusal() {
    Condition now = condition.get();
    // Nothing of a refused write was stored; but of a disk that failed nobody believes even that.
    return switch (now.state()) {
      case WRITABLE -> Optional.empty();
      case SUSPENDED -> Optional.of(refusal(Kind.NO_SPACE, now));
      case POISONED -> Optional.of(refusal(Kind.BROKEN, now));
    };
  }

  private static StorageFailure refusal(Kind kind, Condition condition) {
    return new StorageFailure(kind, "the store takes no writes: " + condition.reason());
  }

  /** Throws unless writes are taken. */
  void requireWritable() {
    refusal()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
  }

  /** Ends all writing and returns the failure for the write that met the error. */
  StorageFailure poison(String step, Throwable cause) {
    String reason = reason(step, cause);
    Condition before =
        condition.getAndUpdate(
            now -> now.state() == State.POISONED ? now : new Condition(State.POISONED, reason));
    if (before.state() != State.POISONED) {
      LOG.error("the store takes no more writes: {}", reason, cause);
    }
    return new StorageFailure(Kind.BROKEN, reason, cause);
  }

  /** The failure of a sync: it ends all writing, unless it was never tried. */
  StorageFailure syncFailed(String step, Throwable cause) {
    return DiskErrors.isNoDescriptor(cause) ? DiskErrors.of(step, cause) : poison(step, cause);
  }

  /**
   * Ends writing to the index, for want of room or of open files until {@link #resume} or else for
   * good, and returns the failure for the write that met the error. Whether that write happened is
   * not known, so it is BROKEN in either case.
   */
  StorageFailure indexFailed(String step, Throwable cause) {
    if (!DiskErrors.isNoSpace(cause) && !DiskErrors.isNoDescriptor(cause)) {
      return poison(step, cause);
    }
    String reason = reason(step, cause);
    if (condition.compareAndSet(GOOD, new Condition(State.SUSPENDED, reason))) {
      LOG.error("the store takes no writes until the index was read again: {}", reason);
    }
    return new StorageFailure(Kind.BROKEN, reason);
  }

  private static String reason(String step, Throwable cause) {
    return step + " failed: " + cause.getMessage();
  }

  /** The index was read again: writes are taken, unless the disk has failed meanwhile. */
  void resume() {
    Condition now = condition.get();
    if (now.state() == State.SUSPENDED && condition.compareAndSet(now, GOOD)) {
      LOG.info("the store takes writes again");
    }
  }
}
