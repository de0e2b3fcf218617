package io.henge.node.membership;

import io.henge.ring.ChainEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The newest chain entry that this node knows: an immutable value behind one volatile reference, so
 * that any thread may read it. Empty until the founding is done.
 */
public final class CurrentChain {
  private volatile Optional<ChainEntry> entry = Optional.empty();
  private final List<Consumer<ChainEntry>> watchers = new CopyOnWriteArrayList<>();

  /** The newest entry, or empty before the founding. */
  public Optional<ChainEntry> entry() {
    return entry;
  }

  /** Moves on to a newer entry, which is already stored durably. */
  public void advance(ChainEntry newer) {
    if (entry.isPresent() && entry.get().position().compareTo(newer.position()) >= 0) {
      throw new IllegalStateException("from " + entry.get() + " there is no way to " + newer);
    }
    entry = Optional.of(newer);
    watchers.forEach(watcher -> watcher.accept(newer));
  }

  /** Has each newer entry told, from whatever thread moves on; the watcher must not throw. */
  public void watch(Consumer<ChainEntry> watcher) {
    watchers.add(watcher);
  }
}
