package io.henge.node.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The damage that a store has noted, durably: by a read, by a fetch, or by the scrub. A note goes
 * when a good copy of the version is committed, or the version is replaced. As long as it stands,
 * the store fails every read of the version with {@link StorageFailure.Kind#CORRUPT}, at once.
 */
public interface Damages {
  /** How many notes there are; answered at once, on any thread. */
  long damagedCount();

  /**
   * A page of the notes, in an order that does not change.
   *
   * @param after the last one of the page before; empty for the first page
   * @param max how many at most, 1 or more
   */
  Future<List<Damage>> damages(Optional<Damage> after, int max);

  /**
   * Looks again: whether the version is still wanted here and its bytes are still not here. If not,
   * the note goes.
   */
  Future<Boolean> isStillDamaged(Damage damage);
}
