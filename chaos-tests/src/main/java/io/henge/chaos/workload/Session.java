package io.henge.chaos.workload;

/**
 * A client's way to the cluster. Tries again, elsewhere, for some seconds; a write under the same
 * request id. For one thread.
 */
interface Session extends AutoCloseable {
  /** A put or a delete. */
  Answer write(WriteWish wish);

  /** The version that is shown, with all of its bytes. */
  Answer get(String key);

  /** Some bytes of it, from the given share of its length on. */
  Answer range(String key, double from);

  /** All siblings. */
  Answer versions(String key);

  /** All keys that begin so. */
  Answer list(String prefix);

  @Override
  void close();
}
