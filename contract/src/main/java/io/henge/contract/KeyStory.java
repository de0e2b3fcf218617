package io.henge.contract;

import io.henge.ring.ConflictPolicy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that clients did to one key, in the order in which they began it. Not safe for several
 * threads.
 */
public final class KeyStory {
  private final String name;
  private final ConflictPolicy policy;
  private final List<Write> writes = new ArrayList<>();
  private final Map<String, Write> byText = new HashMap<>();

  /**
   * The story of a key to which nothing has been done yet.
   *
   * @param name the key, for people
   * @param policy that of its bucket
   */
  public KeyStory(String name, ConflictPolicy policy) {
    this.name = name;
    this.policy = policy;
  }

  /** What becomes of versions of which none replaces the other. */
  public ConflictPolicy policy() {
    return policy;
  }

  /** The key, for people. */
  public String name() {
    return name;
  }

  /** All of them, by their numbers; a view. */
  public List<Write> writes() {
    return Collections.unmodifiableList(writes);
  }

  /** The PUT of that text, if there ever was one. */
  public Optional<Write> put(String text) {
    return Optional.ofNullable(byText.get(text));
  }

  /**
   * A client begins to write.
   *
   * @param text the body, which no other write of the key has; of a delete, a name
   * @param now the moment, none before that of the last write that was begun
   * @param context what the context that it sends has seen; without one the write replaces what the
   *     owners show (rule V8), and that is at least all that was promised by now
   * @param mayGuess whether it does not insist on that
   */
  public Write begin(
      String text, boolean isDelete, long now, Optional<Seen> context, boolean mayGuess) {
    Seen past = context.map(Seen::copy).orElseGet(() -> promised(now));
    BitSet surely = (BitSet) past.surely().clone();
    if (context.isEmpty() && mayGuess) {
      past.surely().clear();
    }
    Write write = new Write(writes.size(), text, isDelete, now, past);
    if (context.isEmpty()) {
      write.hopesToReplace(surely);
    }
    writes.add(write);
    if (!isDelete) {
      byText.put(text, write);
    } else if (context.isEmpty()) {
      write.maySeeAll();
    }
    return write;
  }

  private Seen promised(long now) {
    Seen seen = Seen.nothing();
    writes.stream().filter(write -> write.isPromisedBefore(now)).forEach(seen::add);
    return seen;
  }

  /** The body of a blind write is asked for: what is begun later it cannot have seen. */
  public void bodyAsked(Write blind) {
    for (Write other : writes) {
      if (other != blind) {
        blind.past().addAtMost(other);
      }
    }
  }

  /**
   * What a context covers that came with those versions: they, what they replaced, and perhaps
   * deletions and what has expired, which no answer lists. What was refused was never there.
   */
  public Seen seen(List<Write> versions) {
    return seen(versions, Long.MAX_VALUE);
  }

  /** The same of a context that came at that moment: what was begun later it does not cover. */
  public Seen seen(List<Write> versions, long moment) {
    Seen seen = Seen.nothing();
    versions.forEach(seen::add);
    writes.stream()
        .filter(write -> write.begunAt() <= moment)
        .filter(write -> !write.isRefused() && (write.isDelete() || write.isExpiring()))
        .forEach(seen::addAtMost);
    return seen;
  }

  /** What the context of a plain read covers: the version that it shows and its past. */
  public static Seen seenWith(Write shown) {
    Seen seen = Seen.nothing();
    seen.add(shown);
    return seen;
  }

  /** Whether some delete may have replaced the write, or something that replaced it. */
  public boolean mayBeDeleted(Write write) {
    return writes.stream().anyMatch(other -> other.isDelete() && mayReplace(other, write));
  }

  /**
   * Whether a node with that time may have nothing to show of the write and of all that replaced
   * it: it may have been deleted, or it, or something that may have replaced it, may have expired.
   */
  public boolean mayBeOutOfSight(Write write, long wallMillis) {
    return mayBeDeleted(write)
        || write.mayBeExpiredAt(wallMillis)
        || writes.stream()
            .anyMatch(other -> other.mayBeExpiredAt(wallMillis) && mayReplace(other, write));
  }

  /**
   * Whether one write may have replaced another: its writer can have seen it; or, where the last
   * write wins, it may have the later timestamp.
   */
  public boolean mayReplace(Write one, Write other) {
    return one.mayReplace(other) || (one != other && !one.isRefused() && mayBeLater(one, other));
  }

  /**
   * Whether one write may win over another by its timestamp, although the other one replaced it: a
   * second attempt may be minted after the first was replaced, and where the last write wins that
   * one is the last (decision 0004).
   */
  private boolean mayBeLater(Write one, Write other) {
    return policy == ConflictPolicy.LAST_WRITE_WINS
        && (one.mayHaveTwins() || !other.surelyReplaces(one));
  }

  /** Whether a write is gone for good as soon as another is there that has replaced it. */
  public boolean staysReplaced(Write write) {
    return policy != ConflictPolicy.LAST_WRITE_WINS || !write.mayHaveTwins();
  }
}
