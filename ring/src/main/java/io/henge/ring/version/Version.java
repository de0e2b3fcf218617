package io.henge.ring.version;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One write of a key. A version without content is a tombstone: a delete mints a dot like any
 * write, so that it can be told from not having heard of the key.
 *
 * @param dot the version's name
 * @param past what the writer had seen and this version replaces; without the dot itself
 * @param timestamp later than all in the past
 * @param policy the bucket's policy when the version was minted
 * @param requestId the client's name for the request, see {@link RequestRecord}
 * @param expiresAtMillis milliseconds since 1970, at most {@link Timestamp#MILLIS_MAX}, from when
 *     on the version reads as absent; it is never merged away for that. A tombstone has none
 * @param content empty for a tombstone
 */
public record Version(
    Dot dot,
    Context past,
    Timestamp timestamp,
    Policy policy,
    Optional<String> requestId,
    OptionalLong expiresAtMillis,
    Optional<Content> content) {
  public Version {
    if (past.contains(dot)) {
      throw new IllegalArgumentException("a version in its own past: " + dot);
    }
    if (timestamp.compareTo(past.highest()) <= 0) {
      throw new IllegalArgumentException(
          "a timestamp of %s is not after its past's %s".formatted(timestamp, past.highest()));
    }
    if (!requestId.map(RequestRecord::isRequestId).orElse(true)) {
      throw new IllegalArgumentException(
          "a request id is 1 to " + RequestRecord.ID_LENGTH_MAX + " printable ASCII characters");
    }
    long expires = expiresAtMillis.orElse(0);
    if (expires < 0 || expires > Timestamp.MILLIS_MAX) {
      throw new IllegalArgumentException("an expiry from 1970 to 9999 wanted: " + expires);
    }
    if (content.isEmpty() && expiresAtMillis.isPresent()) {
      throw new IllegalArgumentException("a tombstone does not expire");
    }
  }

  /** What somebody has seen who has seen this version and what it replaces. */
  public Context context() {
    return past.plus(dot, timestamp, policy);
  }

  /** The version's place among concurrent ones. */
  public Rank rank() {
    return new Rank(timestamp, dot);
  }

  public boolean isTombstone() {
    return content.isEmpty();
  }

  /** Whether the version reads as absent at a time in milliseconds since 1970. */
  public boolean isExpired(long nowMillis) {
    return expiresAtMillis.isPresent() && expiresAtMillis.getAsLong() <= nowMillis;
  }

  /**
   * Whether the two are attempts at the same request, minted before they met. A client that uses an
   * id for different bytes has made two requests of it.
   */
  boolean isTwinOf(Version other) {
    return requestId.isPresent()
        && requestId.equals(other.requestId)
        && content.equals(other.content);
  }
}
