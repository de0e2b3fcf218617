package io.henge.node.membership;

import io.henge.node.storage.BlobStore;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What a directory keeps that never belonged to a cluster and is to take a member's seat (rules C2,
 * C6): the entry of the chain that it follows, in a file of its own. It makes no member of it: a
 * newcomer has no chain, so it answers for no key and has no vote, until a later entry names it.
 *
 * <p>Belongs to one event loop; its steps are called one after the other.
 */
final class NewcomerDesk {
  private final Identity self;
  private final ChainFiles files;
  private final BlobStore store;
  private Optional<ChainEntry> followed = Optional.empty();

  NewcomerDesk(Identity self, ChainFiles files, BlobStore store) {
    this.self = self;
    this.files = files;
    this.store = store;
  }

  /** Reads what was followed before. */
  Future<Void> open() {
    return files
        .followed()
        .map(
            stored -> {
              followed = stored;
              return null;
            });
  }

  /** The newest entry that this directory was told of; empty when it follows no chain. */
  Optional<ChainEntry> followed() {
    return followed;
  }

  /** Why this directory cannot follow the chain of an entry; empty when it can. */
  Optional<String> objectionToFollowing(ChainEntry entry) {
    if (followed.isPresent() && !isFollowed(entry)) {
      return Optional.of(
          "it waits to be let into another cluster, " + followed.get().foundingDigest());
    }
    if (entry.isRetired(self.node(), self.incarnation())) {
      return Optional.of("its directory was a member's, and is retired");
    }
    return store.isUnfilled()
        ? Optional.empty()
        : Optional.of("its directory is not empty: it belonged to a cluster");
  }

  /** Completes when it is durable that this directory follows the chain of an entry. */
  Future<Void> follow(ChainEntry entry) {
    if (followed.isPresent() && followed.get().position().compareTo(entry.position()) >= 0) {
      return Future.succeededFuture();
    }
    return files
        .writeFollowed(entry)
        .map(
            durable -> {
              followed = Optional.of(entry);
              return null;
            });
  }

  /** Why this directory cannot become a member by an entry; empty when it can. */
  Optional<String> objectionToEntering(ChainEntry entry) {
    if (!isFollowed(entry)) {
      return Optional.of("it is not promised to this founding, and does not follow its chain");
    }
    return entry.names(self.node(), self.incarnation())
        ? Optional.empty()
        : Optional.of("the entry does not name it");
  }

  /**
   * Completes when it is durable that this directory is a member. It stays unfilled: what its rows
   * hold is with the others (rule W5).
   */
  Future<Void> enter(ChainEntry entry) {
    return files.writeChain(entry);
  }

  /** Generations are raised when a majority is given up; who follows goes along. */
  private boolean isFollowed(ChainEntry entry) {
    return followed
        .filter(known -> known.foundingDigest().equals(entry.foundingDigest()))
        .filter(known -> known.generation().number() <= entry.generation().number())
        .isPresent();
  }
}
