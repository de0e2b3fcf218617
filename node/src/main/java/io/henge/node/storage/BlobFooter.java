package io.henge.node.storage;

import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;

/**
 * What a blob file says of itself.
 *
 * @param key whose body it is
 * @param version which of the key's versions, with size, checksum and metadata
 * @param checksums of the body's blocks
 */
record BlobFooter(BlobKey key, Version version, BlockChecksums checksums) {
  BlobFooter {
    if (!checksums.fit(sizeBytes(version))) {
      throw new IllegalArgumentException(
          "%d blocks do not make %d bytes".formatted(checksums.count(), sizeBytes(version)));
    }
  }

  private static long sizeBytes(Version version) {
    return version
        .content()
        .orElseThrow(() -> new IllegalArgumentException("a tombstone has no file"))
        .sizeBytes();
  }

  /** The length of the body in bytes. */
  long sizeBytes() {
    return sizeBytes(version);
  }
}
