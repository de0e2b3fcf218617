package io.henge.contract;

import io.henge.ring.ConflictPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
public final class Judge {
  private final Consumer<Violation> violations;

  /** A judge who tells of each violation as soon as it is seen. */
  public Judge(Consumer<Violation> violations) {
    this.violations = violations;
  }

  private void violated(Promise promise, KeyStory story, String text, List<Write> writes) {
    violations.accept(new Violation(promise, story.name(), text, writes));
  }

  /** A text that some answer brought: which PUT is it? Null when it is nobody's. */
  public Write recognise(KeyStory story, String text) {
    Write write = story.put(text).orElse(null);
    if (write == null) {
      violated(Promise.C, story, "a body that nobody sent: " + text, List.of());
    } else if (write.isRefused()) {
      violated(Promise.H, story, "read a refused write: " + write, List.of(write));
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
  public record Found(Write write, Predicate<Write> hasReplacedMore) {
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
  public void shown(KeyStory story, Found shown, long begunAt) {
    if (!story.staysReplaced(shown.write())) {
      return;
    }
    for (Write known : story.writes()) {
      if (known.isPromisedBefore(begunAt) && shown.isReplacedBy(known)) {
        violated(
            known.isDelete() ? Promise.Z : Promise.L,
            story,
            "read " + shown + " although replaced by " + known,
            List.of(shown.write(), known));
      }
    }
  }

  /**
   * A version that a node showed had not expired by its own clock (rule V6).
   *
   * @param version for people
   * @param expiresAtMillis the moment from which on it is not shown, by wall clocks
   */
  public void requireUnexpired(
      KeyStory story, String version, OptionalLong expiresAtMillis, Look look) {
    if (expiresAtMillis.isPresent() && expiresAtMillis.getAsLong() <= look.wallMillis()) {
      violated(
          Promise.X,
          story,
          "shown at " + look.wallMillis() + " although expired: " + version,
          List.of());
    }
  }

  /** A default read found nothing there. */
  public void absent(KeyStory story, Look look) {
    for (Write known : story.writes()) {
      if (mustBeThere(story, known, look.begunAt(), look.latestMillis())) {
        violated(
            Promise.H,
            story,
            "found nothing although nobody can have deleted " + known,
            List.of(known));
      }
    }
  }

  private static boolean mustBeThere(KeyStory story, Write write, long begunAt, long latestMillis) {
    return write.isPromisedBefore(begunAt)
        && !write.isDelete()
        && !story.mayBeOutOfSight(write, latestMillis);
  }

  /** A version was said to be live no more. */
  public void versionIsGone(KeyStory story, Write version, Look look) {
    boolean isKept =
        version.isPromisedBefore(look.begunAt())
            && !version.mayHaveTwins()
            && !version.mayBeExpiredAt(look.latestMillis())
            && story.writes().stream().noneMatch(other -> story.mayReplace(other, version));
    if (isKept) {
      violated(
          Promise.H,
          story,
          "nobody can have replaced " + version + ", and it is gone",
          List.of(version));
    }
  }

  /** All live versions, as one that looked found them; perhaps none. */
  public void listed(KeyStory story, List<Found> listed, Look look) {
    Set<Write> distinct = new HashSet<>();
    listed.forEach(found -> distinct.add(found.write()));
    List<Write> all = listed.stream().map(Found::write).toList();
    if (distinct.size() < listed.size()) {
      violated(Promise.S, story, "one write twice: " + listed, all);
    }
    if (distinct.size() > 1 && story.policy() == ConflictPolicy.LAST_WRITE_WINS) {
      violated(Promise.S, story, "siblings where the last write wins: " + listed, all);
    }
    for (Found one : listed) {
      shown(story, one, look.begunAt());
      for (Write two : distinct) {
        if (one.isReplacedBy(two)) {
          violated(
              Promise.S, story, one + " beside its successor " + two, List.of(one.write(), two));
        }
      }
    }
    requireAll(story, distinct, look);
  }

  private void requireAll(KeyStory story, Set<Write> listed, Look look) {
    for (Write known : story.writes()) {
      boolean isMissing =
          known.isPromisedBefore(look.begunAt())
              && !known.isDelete()
              && !listed.contains(known)
              && listed.stream().noneMatch(one -> story.mayReplace(one, known))
              && !story.mayBeOutOfSight(known, look.latestMillis());
      if (isMissing) {
        List<Write> writes = new ArrayList<>(List.of(known));
        writes.addAll(listed);
        violated(Promise.D, story, "lost " + known + ", found " + listed, writes);
      }
    }
  }

  /** A write under {@code If-None-Match: *} was acknowledged (rule V10). */
  public void writtenWhereNothingWas(KeyStory story, Write write, long latestMillis) {
    for (Write known : story.writes()) {
      if (mustBeThere(story, known, write.begunAt(), latestMillis)) {
        violated(
            Promise.H,
            story,
            write + " was taken although there was " + known,
            List.of(write, known));
      }
    }
  }

  /** A write under {@code If-Match} of a version was acknowledged (rule V10). */
  public void writtenOver(KeyStory story, Write write, Write expected) {
    if (expected.mayHaveTwins()) {
      return;
    }
    for (Write known : story.writes()) {
      if (known.isPromisedBefore(write.begunAt()) && known.surelyReplaces(expected)) {
        violated(
            Promise.H,
            story,
            write + " was taken although " + known + " replaced " + expected,
            List.of(write, known, expected));
      }
    }
  }
}
