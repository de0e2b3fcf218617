package io.henge.node.http;

/**
 * How long a connection may take over what. Each limit is absolute or an average, so that a client
 * that sends a byte now and then does not escape it.
 *
 * @param beginMillis from the connection's start to its first byte
 * @param headMillis from a request head's first byte to its last
 * @param idleMillis between an answer and the next request
 * @param bodyWindowMillis over which a body's rate is averaged; time during which this node itself
 *     held the body back does not count
 * @param bodyBytesPerSecond the least average rate of a body
 * @param stallMillis without any progress of an answer that is being sent
 * @param lingerMillis for which bytes of a refused request are still read, so that the client gets
 *     to see the answer
 * @param lingerBytes how many such bytes at most
 */
public record ClientPatience(
    long beginMillis,
    long headMillis,
    long idleMillis,
    long bodyWindowMillis,
    long bodyBytesPerSecond,
    long stallMillis,
    long lingerMillis,
    long lingerBytes) {
  /** What a node on the open network needs. */
  public static final ClientPatience DEFAULT =
      new ClientPatience(10_000, 10_000, 60_000, 30_000, 1024, 30_000, 5_000, 16 << 20);

  public ClientPatience {
    if (Math.min(
            Math.min(Math.min(beginMillis, headMillis), Math.min(idleMillis, bodyWindowMillis)),
            Math.min(stallMillis, lingerMillis))
        < 1) {
      throw new IllegalArgumentException("a limit of less than a millisecond");
    }
    if (bodyBytesPerSecond < 0 || lingerBytes < 0) {
      throw new IllegalArgumentException("a negative number of bytes");
    }
  }
}
