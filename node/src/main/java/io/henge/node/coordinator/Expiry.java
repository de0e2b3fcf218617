package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Timestamp;
import io.henge.ring.wire.ErrorCode;
import java.util.OptionalLong;

/** From when on a blob is to read as absent, as its writer says it (rule V6). */
public sealed interface Expiry {
  /**
   * The moment in milliseconds since 1970; empty when the blob is to stay.
   *
   * @param arrivedMillis when the request arrived, by the coordinator's wall clock
   * @throws BlobFailure 400 when it had passed by then
   */
  OptionalLong millis(long arrivedMillis);

  /** The blob stays until it is replaced or deleted. */
  record Never() implements Expiry {
    @Override
    public OptionalLong millis(long arrivedMillis) {
      return OptionalLong.empty();
    }
  }

  /** So many milliseconds after the request has arrived, 1 or more. */
  record After(long delayMillis) implements Expiry {
    public After {
      if (delayMillis < 1) {
        throw new IllegalArgumentException("a time to live of " + delayMillis + " ms");
      }
    }

    @Override
    public OptionalLong millis(long arrivedMillis) {
      // A clock may say anything, a version's expiry may not.
      long from = Math.max(0, Math.min(arrivedMillis, Timestamp.MILLIS_MAX));
      return OptionalLong.of(Math.min(delayMillis, Timestamp.MILLIS_MAX - from) + from);
    }
  }

  /** At that moment, in milliseconds since 1970, at most {@link Timestamp#MILLIS_MAX}. */
  record At(long atMillis) implements Expiry {
    public At {
      if (atMillis > Timestamp.MILLIS_MAX) {
        throw new IllegalArgumentException("an expiry after the year 9999: " + atMillis);
      }
    }

    @Override
    public OptionalLong millis(long arrivedMillis) {
      if (atMillis < Math.max(0, arrivedMillis)) {
        throw BlobFailure.of(ErrorCode.BAD_REQUEST, "the blob would have expired already");
      }
      return OptionalLong.of(atMillis);
    }
  }
}
