package io.henge.bench.load;

import java.time.Duration;

/**
 * What is asked for.
 *
 * @param mix the operations
 * @param order in which order keys come
 * @param keys how many keys there are, at least one
 * @param prefix what stands before the number of a key in a path, without the leading slash
 * @param sizeBytes the size of each body, 0 to {@value #SIZE_MAX}
 * @param connections how many requests run at once, 1 to {@value #CONNECTIONS_MAX}
 * @param timeout how long an answer may take before the request counts as failed
 */
record Workload(
    Mix mix,
    KeyOrder order,
    long keys,
    String prefix,
    long sizeBytes,
    int connections,
    Duration timeout) {
  static final long SIZE_MAX = 1L << 40;
  static final int CONNECTIONS_MAX = 1024;

  private static final int PREFIX_LENGTH_MAX = 512;

  Workload {
    require(keys >= 1, "at least one key is needed");
    require(sizeBytes >= 0 && sizeBytes <= SIZE_MAX, "a body has 0 to " + SIZE_MAX + " bytes");
    require(
        connections >= 1 && connections <= CONNECTIONS_MAX,
        "there are 1 to " + CONNECTIONS_MAX + " connections");
    require(
        prefix.length() <= PREFIX_LENGTH_MAX && prefix.matches("[A-Za-z0-9._~/-]*"),
        "a prefix is at most " + PREFIX_LENGTH_MAX + " letters, digits and ._~/-");
    require(timeout.toMillis() >= 1, "a timeout is at least a millisecond");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  String path(long key) {
    return "/" + prefix + key;
  }
}
