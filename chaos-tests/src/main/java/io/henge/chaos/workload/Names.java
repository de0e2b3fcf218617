package io.henge.chaos.workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which write a version is of, as far as clients have heard: some answers name versions alone. Safe
 * for many threads.
 */
final class Names {
  private final Map<String, String> writes = new ConcurrentHashMap<>();
  private final List<Contradiction> contradictions = new CopyOnWriteArrayList<>();

  /** Two writes that nodes have given the same name. */
  record Contradiction(String key, String version, String first, String second) {}

  /** A version is of that write. */
  void learn(String key, String version, String write) {
    String known = writes.putIfAbsent(key + " " + version, write);
    if (known != null && !known.equals(write)) {
      contradictions.add(new Contradiction(key, version, known, write));
    }
  }

  /** The write of a version. */
  Optional<String> of(String key, String version) {
    return Optional.ofNullable(writes.get(key + " " + version));
  }

  /** What must not be: a version is of one write for ever. */
  List<Contradiction> contradictions() {
    return List.copyOf(contradictions);
  }
}
