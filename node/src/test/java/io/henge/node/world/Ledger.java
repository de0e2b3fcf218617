package io.henge.node.world;

import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sees every version that reaches a disk or a wire, from outside all nodes. A dot names one version
 * for ever (rule V1); whoever gives it to a second one is found out here.
 */
public final class Ledger {
  private final Surroundings surroundings;
  private final Map<Dot, Version> versions = new HashMap<>();

  Ledger(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  void saw(BlobObject object) {
    object.live().forEach(this::saw);
  }

  private void saw(Version version) {
    Version before = versions.putIfAbsent(version.dot(), version);
    if (before != null && !before.equals(version)) {
      surroundings.violated("the dot " + version.dot() + " names two versions (rule V1)");
    }
  }

  /** All of them. */
  public Collection<Version> versions() {
    return Collections.unmodifiableCollection(versions.values());
  }

  /** The version of that name, if anybody but its maker ever heard of it. */
  public Optional<Version> version(Dot dot) {
    return Optional.ofNullable(versions.get(dot));
  }
}
