package io.henge.chaos.workload;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which write a version is of, as far as clients have heard: some answers name versions alone. Safe
 * for many threads.
 */
final class Names {
  private final Map<String, String> writes = new ConcurrentHashMap<>();

  /** A version is of that write. */
  void learn(String key, String version, String write) {
    writes.put(key + " " + version, write);
  }

  /** The write of a version. */
  Optional<String> of(String key, String version) {
    return Optional.ofNullable(writes.get(key + " " + version));
  }
}
