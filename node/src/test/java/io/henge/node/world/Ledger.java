package io.henge.node.world;

import io.henge.ring.ChainEntry;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
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
  private final Map<Numbered, String> entries = new HashMap<>();
  private Optional<ChainEntry> newest = Optional.empty();
  private final Map<NodeId, Long> lastEpochs = new HashMap<>();

  /** The place of an entry in one generation of a cluster's chain; a world may have several. */
  private record Numbered(String generation, long number) {
    static Numbered of(ChainEntry entry) {
      return new Numbered(entry.generationDigest(), entry.number());
    }
  }

  Ledger(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  void saw(BlobObject object) {
    object.live().forEach(this::saw);
  }

  private void saw(Version version) {
    Version before = versions.putIfAbsent(version.dot(), version);
    if (before == null) {
      noteActor(version.dot().actor());
    }
    if (before != null && !before.equals(version)) {
      surroundings.violated("the dot " + version.dot() + " names two versions (rule V1)");
    }
  }

  private void noteActor(Actor actor) {
    Long last = lastEpochs.put(actor.node(), actor.epoch());
    if (last != null && last != actor.epoch()) {
      surroundings.saw(Sighting.ACTOR_GIVEN_UP);
    }
  }

  /** Some disk has that entry of the chain. */
  void saw(ChainEntry entry) {
    String before = entries.putIfAbsent(Numbered.of(entry), entry.digest());
    if (newest.filter(known -> known.number() >= entry.number()).isEmpty()) {
      newest = Optional.of(entry);
    }
    if (before != null && !before.equals(entry.digest())) {
      surroundings.violated("the chain has two entries of number " + entry.number() + " (rule C1)");
    }
  }

  /** The entry of the highest number that any disk has; in a world of one cluster. */
  public ChainEntry newest() {
    return newest.orElseThrow();
  }

  /** Whether that entry is the one that the chain has at its number. */
  public boolean has(ChainEntry entry) {
    return entry.digest().equals(entries.get(Numbered.of(entry)));
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
