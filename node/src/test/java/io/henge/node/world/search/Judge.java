package io.henge.node.world.search;

import io.henge.node.world.SimulatedClock;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.version.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Holds what clients hear against what they did: the invariants of the published contract, by
 * causal dominance and without any clock or version of the nodes.
 *
 * <p>D: what was promised is returned, or something that may have replaced it. U: two writes of
 * which neither can have seen the other both survive; it is D, as only what was seen may be
 * replaced. Z and L: what was surely replaced, or deleted, by something promised before the read
 * began is not returned. C: a body is one that a client sent, whole. S: no two of the versions
 * listed are one write, nor has one surely replaced the other. H: what was refused is never seen,
 * and nothing is said to be absent that must be there. X: what has expired by the clock of the node
 * that is asked is not shown by it.
 */
final class Judge {
  private final SimulatedClock clock;
  private final List<String> violations = new ArrayList<>();

  Judge(SimulatedClock clock) {
    this.clock = clock;
  }

  /** What was found not to hold, each beginning with the letter of the invariant. */
  List<String> violations() {
    return violations;
  }

  void violated(String what) {
    violations.add("at " + clock.nowMillis() + " ms: " + what);
  }

  private void require(
      boolean holds, String invariant, KeyStory story, Supplier<String> otherwise) {
    if (!holds) {
      violated(invariant + ": " + story.name() + ": " + otherwise.get());
    }
  }

  /** A text that some answer brought: which PUT is it? Null when it is nobody's. */
  Write recognise(KeyStory story, String text) {
    Write write = story.put(text).orElse(null);
    require(write != null, "C", story, () -> "a body that nobody sent: " + text);
    if (write != null) {
      require(!write.isRefused(), "H", story, () -> "read a refused write: " + write);
    }
    return write;
  }

  /**
   * A version that somebody found.
   *
   * @param write the PUT that it is of
   * @param hasReplacedMore whether it has replaced something that a given other write has not: a
   *     second attempt may have, and is shown for the sake of that, although the first was replaced
   *     (decision 0004)
   */
  record Found(Write write, Predicate<Write> hasReplacedMore) {
    /** Whether the other must be gone from sight for having been replaced by that one. */
    private boolean isReplacedBy(Write other) {
      return other.surelyReplaces(write) && !(write.mayHaveTwins() && hasReplacedMore.test(other));
    }

    @Override
    public String toString() {
      return write.toString();
    }
  }

  /** A default read that began at that moment showed this one. */
  void shown(KeyStory story, Found shown, long begunAt) {
    if (!story.staysReplaced(shown.write())) {
      return;
    }
    for (Write known : story.writes()) {
      boolean isStale = known.isPromisedBefore(begunAt) && shown.isReplacedBy(known);
      String letter = known.isDelete() ? "Z" : "L";
      require(!isStale, letter, story, () -> "read " + shown + " although replaced by " + known);
    }
  }

  /** A version that a node showed had not expired by its own clock (rule V6). */
  void requireUnexpired(KeyStory story, Version version, Look look) {
    require(
        !version.isExpired(look.wallMillis()),
        "X",
        story,
        () -> "shown at " + look.wallMillis() + " although expired: " + version);
  }

  /** A default read found nothing there. */
  void absent(KeyStory story, Look look) {
    for (Write known : story.writes()) {
      boolean isMissing =
          known.isPromisedBefore(look.begunAt())
              && !known.isDelete()
              && !story.mayBeOutOfSight(known, look.latestMillis());
      require(
          !isMissing, "H", story, () -> "found nothing although nobody can have deleted " + known);
    }
  }

  /** A version was said to be live no more. */
  void versionIsGone(KeyStory story, Write version, Look look) {
    boolean isKept =
        version.isPromisedBefore(look.begunAt())
            && !version.mayHaveTwins()
            && !version.mayBeExpiredAt(look.latestMillis())
            && story.writes().stream().noneMatch(other -> story.mayReplace(other, version));
    require(!isKept, "H", story, () -> "nobody can have replaced " + version + ", and it is gone");
  }

  /** All live versions, as one that looked found them. */
  void listed(KeyStory story, List<Found> listed, Look look) {
    long begunAt = look.begunAt();
    Set<Write> distinct = new HashSet<>();
    listed.forEach(found -> distinct.add(found.write()));
    require(distinct.size() == listed.size(), "S", story, () -> "one write twice: " + listed);
    require(
        distinct.size() < 2 || story.policy() != ConflictPolicy.LAST_WRITE_WINS,
        "S",
        story,
        () -> "siblings where the last write wins: " + listed);
    for (Found one : listed) {
      shown(story, one, begunAt);
      for (Write two : distinct) {
        require(!one.isReplacedBy(two), "S", story, () -> one + " beside its successor " + two);
      }
    }
    for (Write known : story.writes()) {
      if (known.isPromisedBefore(begunAt) && !known.isDelete() && !distinct.contains(known)) {
        boolean isExcused =
            story.mayBeOutOfSight(known, look.latestMillis())
                || distinct.stream().anyMatch(s -> story.mayReplace(s, known));
        require(isExcused, "D", story, () -> "lost " + known + ", found " + listed);
      }
    }
  }

  /** A write under {@code If-None-Match: *} was acknowledged (rule V10). */
  void writtenWhereNothingWas(KeyStory story, Write write, long latestMillis) {
    for (Write known : story.writes()) {
      boolean wasThere =
          known.isPromisedBefore(write.begunAt())
              && !known.isDelete()
              && !story.mayBeOutOfSight(known, latestMillis);
      require(!wasThere, "H", story, () -> write + " was taken although there was " + known);
    }
  }

  /** A write under {@code If-Match} of a version was acknowledged (rule V10). */
  void writtenOver(KeyStory story, Write write, Write expected) {
    if (expected.mayHaveTwins()) {
      return;
    }
    for (Write known : story.writes()) {
      boolean wasReplaced =
          known.isPromisedBefore(write.begunAt()) && known.surelyReplaces(expected);
      require(
          !wasReplaced,
          "H",
          story,
          () -> write + " was taken although " + known + " replaced " + expected);
    }
  }
}
