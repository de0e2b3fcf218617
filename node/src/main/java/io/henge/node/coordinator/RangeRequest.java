package io.henge.node.coordinator;

import io.henge.node.blob.ByteRange;
import java.util.Optional;

/**
 * A single range as a client asks for it, before the size is known (RFC 9110, section 14.1.2).
 *
 * @param first the first byte, or -1 for a suffix
 * @param last the last byte, -1 for "to the end"; of a suffix, its length
 */
public record RangeRequest(long first, long last) {
  public RangeRequest {
    boolean backwards = first >= 0 && last >= 0 && last < first;
    if (first < -1 || last < -1 || (first < 0 && last < 0) || backwards) {
      throw new IllegalArgumentException("not a range: " + first + " to " + last);
    }
  }

  /** The last that many bytes. */
  public static RangeRequest suffix(long length) {
    return new RangeRequest(-1, length);
  }

  /** The slice of a body of that size; empty when it cannot be satisfied (416). */
  public Optional<ByteRange> of(long sizeBytes) {
    if (first < 0) {
      long length = Math.min(last, sizeBytes);
      return length == 0
          ? Optional.empty()
          : Optional.of(new ByteRange(sizeBytes - length, length));
    }
    if (first >= sizeBytes) {
      return Optional.empty();
    }
    long end = last < 0 ? sizeBytes - 1 : Math.min(last, sizeBytes - 1);
    return Optional.of(new ByteRange(first, end - first + 1));
  }
}
