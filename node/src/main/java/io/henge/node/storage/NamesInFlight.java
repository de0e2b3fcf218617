package io.henge.node.storage;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names that blob files are getting at this moment, for changes whose records are not written
 * yet: such a file has no record and is no orphan. Thread-safe.
 */
final class NamesInFlight {
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /** The names that a change gives to files, in flight until {@link #end}. */
  List<String> begin(Change change) {
    List<String> given =
        change.bodies().stream()
            .filter(Change.NewBody.Staged.class::isInstance)
            .map(body -> BlobFiles.name(change.key().key(), body.version().dot()))
            .toList();
    names.addAll(given);
    return given;
  }

  void end(List<String> given) {
    given.forEach(names::remove);
  }

  boolean has(String name) {
    return names.contains(name);
  }
}
