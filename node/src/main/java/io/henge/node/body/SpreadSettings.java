package io.henge.node.body;

/**
 * The bounds of bodies on their way; those in brackets are the usual values.
 *
 * @param smallBytesMax a body up to this size is kept in memory and not staged (32 KiB)
 * @param windowBytes what one disk or peer may be behind before the client has to wait (1 MiB)
 * @param stallMillis a peer that makes no progress for so long while others wait is detached, if it
 *     can be spared (2,000)
 * @param bodyStallMillis if it cannot, or the own disk does not move, the body fails after that
 *     (30,000)
 */
public record SpreadSettings(
    int smallBytesMax, long windowBytes, long stallMillis, long bodyStallMillis) {
  /** The usual values. */
  public static final SpreadSettings DEFAULT = new SpreadSettings(32 << 10, 1 << 20, 2_000, 30_000);
}
