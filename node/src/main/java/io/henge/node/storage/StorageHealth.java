package io.henge.node.storage;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk can still be believed.
 *
 * <p>After a failed sync the kernel may have dropped the dirty pages and call the next sync a
 * success. So the first failure is final: nothing is retried, no write is acknowledged any more,
 * and only a restart, which reads what is really there, begins anew.
 */
final class StorageHealth {
  private static final Logger LOG = LoggerFactory.getLogger(StorageHealth.class);

  private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());

  /** Why no writes are taken, empty as long as they are. */
  Optional<String> refusal() {
    return refusal.get();
  }

  /** Ends all writing and returns the failure for the write that met the error. */
  StorageFailure poison(String step, Throwable cause) {
    String reason = step + " failed: " + cause.getMessage();
    if (refusal.compareAndSet(Optional.empty(), Optional.of(reason))) {
      LOG.error("the store takes no more writes: {}", reason, cause);
    }
    return new StorageFailure(StorageFailure.Kind.BROKEN, reason, cause);
  }

  /** Throws unless writes are taken. */
  void requireWritable() {
    refusal()
        .ifPresent(
            reason -> {
              throw new StorageFailure(
                  StorageFailure.Kind.BROKEN, "the store takes no writes: " + reason);
            });
  }
}
