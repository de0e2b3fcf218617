package io.henge.node.blob;

import java.util.OptionalInt;

/**
 * A slice of a stored body, open and ready to be sent: a handle. The protocol core passes it on and
 * never looks at the bytes; adapters know the kinds.
 *
 * <p>Whoever receives one closes it, once, also after a failure.
 */
public interface OpenBody {
  /** How many bytes the slice has. */
  long length();

  /** The CRC32C of the slice; empty where it is not known without reading it from the disk. */
  default OptionalInt crc32c() {
    return OptionalInt.empty();
  }

  /** Gives back what the handle holds; idempotent. */
  void close();
}
