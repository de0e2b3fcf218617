package io.henge.client.body;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A version that is fetched into a file in parts, numbered from 0, all of one length but the last.
 *
 * @param file where it shall be
 * @param version that it is of
 * @param size of the whole body in bytes
 * @param crc32c of the whole body, if it is known
 * @param partBytes length of a part in bytes, 1 or more
 * @param isResumable whether what has come outlasts a failure
 */
public record PartPlan(
    Path file,
    String version,
    long size,
    Optional<Integer> crc32c,
    int partBytes,
    boolean isResumable) {
  public PartPlan {
    file = file.toAbsolutePath();
  }

  /**
   * How many parts there are; none of an empty blob.
   *
   * @throws ArithmeticException when they are more than an int can count
   */
  public int count() {
    return Math.toIntExact((size + partBytes - 1) / partBytes);
  }

  /** Where a part begins. */
  public long offset(int part) {
    return (long) part * partBytes;
  }

  /** How long a part is. */
  public int length(int part) {
    return (int) Math.min(partBytes, size - offset(part));
  }
}
