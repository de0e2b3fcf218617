package io.henge.client.body;

import io.henge.client.RejectedException;
import io.henge.ring.JoinedCrc32c;
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
  /** What is remembered of each part stays small; a blob of 1 TiB in parts of 1 MiB has as many. */
  private static final long PARTS_MAX = 1 << 20;

  public PartPlan {
    file = file.toAbsolutePath();
    if (size > PARTS_MAX * partBytes) {
      throw new RejectedException(
          "too-large",
          "%d bytes have more than %d parts of %d".formatted(size, PARTS_MAX, partBytes),
          null);
    }
  }

  /** How many parts there are; none of an empty blob. */
  public int count() {
    return (int) ((size + partBytes - 1) / partBytes);
  }

  /** Where a part begins. */
  public long offset(int part) {
    return (long) part * partBytes;
  }

  /** How long a part is. */
  public int length(int part) {
    return (int) Math.min(partBytes, size - offset(part));
  }

  /** Whether parts with these checksums, in their order, are the whole, as far as that is known. */
  public boolean isWhole(int[] crcs) {
    JoinedCrc32c joined = new JoinedCrc32c();
    for (int part = 0; part < crcs.length; part++) {
      joined.append(crcs[part], length(part));
    }
    return crc32c.filter(said -> said != joined.value()).isEmpty();
  }
}
