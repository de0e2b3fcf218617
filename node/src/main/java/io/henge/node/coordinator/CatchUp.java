package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.port.Clock;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.IntConsumer;

/**
 * Owners that were detached from a write, or did not confirm it, are offered the key again until
 * they have it (rule W2): one key at a time per owner, with growing pauses while it does not
 * answer.
 *
 * <p>What is owed is kept in memory only, and bounded; it spares the background repair work and
 * replaces none of it.
 */
final class CatchUp {
  /** More keys than this are not remembered per owner; the background repair finds them. */
  static final int KEYS_PER_OWNER_MAX = 4096;

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final BiFunction<Member, PartitionedKey, Future<Void>> offers;
  private final BiPredicate<Member, PartitionedKey> isOwed;
  private final Clock clock;
  private final IntConsumer owedChange;
  private final Map<NodeId, Debt> debts = new HashMap<>();

  /**
   * @param offers offers an owner what is stored here of a key
   * @param isOwed whether a member is an owner of a key still, on the same directory
   * @param owedChange is told by how much the number of owed keys has changed
   */
  CatchUp(
      BiFunction<Member, PartitionedKey, Future<Void>> offers,
      BiPredicate<Member, PartitionedKey> isOwed,
      Clock clock,
      IntConsumer owedChange) {
    this.offers = offers;
    this.isOwed = isOwed;
    this.clock = clock;
    this.owedChange = owedChange;
  }

  /** What one owner has missed. */
  private static final class Debt {
    private final Set<PartitionedKey> keys = new LinkedHashSet<>();
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean working;
  }

  /** Notes that the owner missed a write to the key. */
  void owe(Member owner, PartitionedKey key) {
    Debt debt = debts.computeIfAbsent(owner.node(), absent -> new Debt());
    if (debt.keys.size() < KEYS_PER_OWNER_MAX) {
      note(debt, key);
    }
    if (!debt.working) {
      debt.working = true;
      pause(owner, debt);
    }
  }

  private void note(Debt debt, PartitionedKey key) {
    if (debt.keys.add(key)) {
      owedChange.accept(1);
    }
  }

  /** How many keys are owed to anybody. */
  int owed() {
    return debts.values().stream().mapToInt(debt -> debt.keys.size()).sum();
  }

  private void pause(Member owner, Debt debt) {
    clock.after(debt.pauseMillis, () -> work(owner, debt));
  }

  private void work(Member owner, Debt debt) {
    Iterator<PartitionedKey> keys = debt.keys.iterator();
    while (keys.hasNext()) {
      PartitionedKey key = keys.next();
      // The key comes off the list before the offer: a write missed meanwhile puts it back on.
      keys.remove();
      owedChange.accept(-1);
      // Where another node has come in its place, that one is filled from the owners.
      if (isOwed.test(owner, key)) {
        offer(owner, debt, key);
        return;
      }
    }
    debts.remove(owner.node());
  }

  private void offer(Member owner, Debt debt, PartitionedKey key) {
    offers
        .apply(owner, key)
        .onComplete(
            done -> {
              debt.pauseMillis = FIRST_PAUSE_MILLIS;
              // Not at once: catching up leaves room for the requests of clients.
              clock.after(1, () -> work(owner, debt));
            },
            failed -> {
              debt.pauseMillis = Math.min(debt.pauseMillis * 2, LONGEST_PAUSE_MILLIS);
              note(debt, key);
              pause(owner, debt);
            });
  }
}
