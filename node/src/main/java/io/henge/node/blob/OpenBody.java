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

  /** The CRC32C of the slice; empty for a piece of a {@link PieceBody}, which has it itself. */
  OptionalInt crc32c();

  /** Gives back what the handle holds; idempotent. */
  void close();
}
