package io.henge.ring.version;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody has seen of a key: an exact set of dots, the highest timestamp among their
 * versions, and the last-write-wins mark.
 *
 * <p>Exact means that the dots are kept as a base per actor (all of 1 to n) plus single dots beyond
 * it. A plain version vector would take (a,2), arriving first, as a sign that (a,1) had been seen
 * too, and (a,1) would be dropped on arrival although it was acknowledged.
 *
 * <p>The mark is the highest {@link Rank} of any version stamped last-write-wins that the context
 * covers. It is what makes "the last write wins" a property of what was seen rather than of which
 * versions happen to be alive when two objects meet; see {@link BlobObject#merge}.
 *
 * <p>Contexts form a lattice: {@link #union} is commutative, associative and idempotent, and {@link
 * #covers} is its order. Equal contexts have equal encodings. Immutable.
 */
public final class Context {
  /**
   * The most actors. Each outage in which a stand-in mints for a key can add one until retired
   * actors are removed, so a thousand is far beyond a living key and still only 20 KB.
   */
  public static final int ACTORS_MAX = 1_000;

  /**
   * The most single dots over all actors. A gap closes when the missing version arrives, so there
   * are as many as versions under way; ten thousand means that something is broken.
   */
  public static final int SINGLES_MAX = 10_000;

  /** Nothing seen. */
  public static final Context EMPTY =
      new Context(new Actor[0], new CounterSet[0], Timestamp.ZERO, Optional.empty());

  private final Actor[] actors;
  private final CounterSet[] counters;
  private final Timestamp highest;
  private final Optional<Rank> lastWriteWinsMark;

  /** The actors ascend and each has its counters at the same index; the arrays are not copied. */
  Context(Actor[] actors, CounterSet[] counters, Timestamp highest, Optional<Rank> mark) {
    this.actors = actors;
    this.counters = counters;
    this.highest = highest;
    this.lastWriteWinsMark = mark;
    check();
  }

  private void check() {
    int singles = 0;
    for (int i = 0; i < actors.length; i++) {
      singles += counters[i].singleCount();
      if (i > 0 && actors[i - 1].compareTo(actors[i]) >= 0) {
        throw new IllegalArgumentException("actors out of order at " + actors[i]);
      }
    }
    if (actors.length > ACTORS_MAX || singles > SINGLES_MAX) {
      throw new IllegalArgumentException(
          "a context of %d actors and %d single dots; at most %d and %d"
              .formatted(actors.length, singles, ACTORS_MAX, SINGLES_MAX));
    }
    if (isEmpty() != highest.equals(Timestamp.ZERO)) {
      throw new IllegalArgumentException("a highest timestamp of " + highest + " over " + this);
    }
    lastWriteWinsMark.ifPresent(
        mark -> {
          if (!contains(mark.dot()) || mark.timestamp().compareTo(highest) > 0) {
            throw new IllegalArgumentException("a mark beyond its context: " + mark);
          }
        });
  }

  public boolean isEmpty() {
    return actors.length == 0;
  }

  /** Whether the dot has been seen. */
  public boolean contains(Dot dot) {
    int index = indexOf(dot.actor());
    return index >= 0 && counters[index].contains(dot.counter());
  }

  /** Whether this has seen all that the other has. */
  public boolean covers(Context other) {
    if (other.actors.length > actors.length
        || other.highest.compareTo(highest) > 0
        || compare(other.lastWriteWinsMark, lastWriteWinsMark) > 0) {
      return false;
    }
    int mine = 0;
    for (int theirs = 0; theirs < other.actors.length; theirs++, mine++) {
      while (mine < actors.length && actors[mine].compareTo(other.actors[theirs]) < 0) {
        mine++;
      }
      if (mine == actors.length
          || !actors[mine].equals(other.actors[theirs])
          || !counters[mine].covers(other.counters[theirs])) {
        return false;
      }
    }
    return true;
  }

  /**
   * What either has seen.
   *
   * @throws IllegalArgumentException beyond {@link #ACTORS_MAX} or {@link #SINGLES_MAX}
   */
  public Context union(Context other) {
    if (covers(other)) {
      return this;
    }
    if (other.covers(this)) {
      return other;
    }
    Actor[] joined = new Actor[actors.length + other.actors.length];
    CounterSet[] sets = new CounterSet[joined.length];
    int size = 0;
    for (int mine = 0, theirs = 0; mine < actors.length || theirs < other.actors.length; size++) {
      int order = order(mine, other, theirs);
      joined[size] = order <= 0 ? actors[mine] : other.actors[theirs];
      if (order == 0) {
        sets[size] = counters[mine++].union(other.counters[theirs++]);
      } else {
        sets[size] = order < 0 ? counters[mine++] : other.counters[theirs++];
      }
    }
    return new Context(
        Arrays.copyOf(joined, size),
        Arrays.copyOf(sets, size),
        Timestamp.max(highest, other.highest),
        compare(lastWriteWinsMark, other.lastWriteWinsMark) >= 0
            ? lastWriteWinsMark
            : other.lastWriteWinsMark);
  }

  /** This and the version, with all that the version's writer had seen. */
  public Context with(Version version) {
    return union(version.context());
  }

  /** This and one dot, whose version has the timestamp (after {@link Timestamp#ZERO}) and stamp. */
  public Context plus(Dot dot, Timestamp timestamp, Policy policy) {
    Optional<Rank> mark =
        policy == Policy.LAST_WRITE_WINS ? Optional.of(new Rank(timestamp, dot)) : Optional.empty();
    Actor[] actor = {dot.actor()};
    CounterSet[] counter = {CounterSet.of(dot.counter())};
    return union(new Context(actor, counter, timestamp, mark));
  }

  /**
   * The dot that the actor mints next, if this context is that of the object which the actor itself
   * last wrote and still holds. Otherwise it may be one that was given already, and the actor must
   * take a new epoch first.
   */
  public Dot next(Actor actor) {
    int index = indexOf(actor);
    return new Dot(actor, index < 0 ? 1 : counters[index].last() + 1);
  }

  /** The highest timestamp of the versions seen; {@link Timestamp#ZERO} if there are none. */
  public Timestamp highest() {
    return highest;
  }

  /** The highest rank of the versions seen that are stamped last-write-wins. */
  public Optional<Rank> lastWriteWinsMark() {
    return lastWriteWinsMark;
  }

  /** At most {@link #ACTORS_MAX}. */
  public int actorCount() {
    return actors.length;
  }

  Actor actor(int index) {
    return actors[index];
  }

  CounterSet counters(int index) {
    return counters[index];
  }

  /** Negative if nothing has been seen of the actor. */
  int indexOf(Actor actor) {
    return Arrays.binarySearch(actors, actor);
  }

  private int order(int mine, Context other, int theirs) {
    if (mine == actors.length) {
      return 1;
    }
    return theirs == other.actors.length ? -1 : actors[mine].compareTo(other.actors[theirs]);
  }

  private static int compare(Optional<Rank> one, Optional<Rank> two) {
    if (one.isEmpty() || two.isEmpty()) {
      return Boolean.compare(one.isPresent(), two.isPresent());
    }
    return one.get().compareTo(two.get());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Context that
        && Arrays.equals(actors, that.actors)
        && Arrays.equals(counters, that.counters)
        && highest.equals(that.highest)
        && lastWriteWinsMark.equals(that.lastWriteWinsMark);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(actors), Arrays.hashCode(counters), highest);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < actors.length; i++) {
      text.append(i == 0 ? "" : ", ").append(actors[i]).append(": ").append(counters[i]);
    }
    return text.append("}").toString();
  }
}
