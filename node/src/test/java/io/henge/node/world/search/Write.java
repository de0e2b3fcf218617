package io.henge.node.world.search;

import io.henge.ring.version.Dot;
import java.util.BitSet;
import java.util.Optional;

/** One PUT or DELETE of a client, all of its attempts together. */
final class Write {
  /** How it ended, as far as the client heard. */
  enum Outcome {
    /** No answer yet, or none that tells: it may have had an effect, and may still have. */
    OPEN,
    ACKNOWLEDGED,
    /** It had no effect and never will. */
    REFUSED
  }

  private final int number;
  private final String text;
  private final boolean isDelete;
  private final long begunAt;
  private final Seen past;
  private Outcome outcome = Outcome.OPEN;
  private long acknowledgedAt = Long.MAX_VALUE;
  private BitSet hoped = new BitSet();
  private boolean isPromised;
  private boolean hasFoundNothing;
  private long endedAt = Long.MAX_VALUE;
  private boolean hasSeenAll;
  private int attempts;
  private long earliestExpiry = Long.MAX_VALUE;
  private long latestAttemptMillis = Long.MIN_VALUE;
  private Optional<Dot> dot = Optional.empty();

  Write(int number, String text, boolean isDelete, long begunAt, Seen past) {
    this.number = number;
    this.text = text;
    this.isDelete = isDelete;
    this.begunAt = begunAt;
    this.past = past;
  }

  int number() {
    return number;
  }

  /** What was put; of a delete, a name. */
  String text() {
    return text;
  }

  boolean isDelete() {
    return isDelete;
  }

  long begunAt() {
    return begunAt;
  }

  /** What it replaces. */
  Seen past() {
    return past;
  }

  Outcome outcome() {
    return outcome;
  }

  boolean isRefused() {
    return outcome == Outcome.REFUSED;
  }

  /** Acknowledged by W before that moment: from then on every default read must know it. */
  boolean isPromisedBefore(long moment) {
    return isPromised && acknowledgedAt <= moment;
  }

  /**
   * An attempt was acknowledged.
   *
   * @param promised whether by as many owners as reads rely on
   */
  void acknowledged(long now, boolean promised) {
    outcome = Outcome.ACKNOWLEDGED;
    endedAt = Math.min(endedAt, now);
    if (promised) {
      knownForGood(now);
    }
  }

  /**
   * It replaces these if enough owners can say what is there, and else may leave them beside it.
   */
  void hopesToReplace(BitSet others) {
    hoped = others;
  }

  /** Nobody knows what it replaces besides what it replaces for sure. */
  void hopesForNothing() {
    hoped.clear();
  }

  /** Enough owners could. */
  void wasSure() {
    past.surely().or(hoped);
  }

  /** It was a delete, and there was nothing that it could delete. */
  void foundNothing(long now) {
    acknowledged(now, false);
    hasFoundNothing = true;
  }

  /**
   * Enough owners have it, because a read that repairs before it answers has shown it, or because
   * what stand-ins had was handed over: from now on every default read knows it.
   */
  void knownForGood(long now) {
    if (!isPromised) {
      isPromised = true;
      acknowledgedAt = now;
    }
  }

  void refused() {
    outcome = Outcome.REFUSED;
  }

  /** The version that it was acknowledged as. */
  void named(Dot name) {
    dot = Optional.of(name);
  }

  /** The version that it was acknowledged as, of several the last one heard of. */
  Optional<Dot> dot() {
    return dot;
  }

  /**
   * It is sent, once more perhaps.
   *
   * @param wallMillis what the clock of the node says to which it is sent
   * @param expiresAtMillis when what comes of this attempt expires
   */
  void attempted(long wallMillis, long expiresAtMillis) {
    attempts++;
    earliestExpiry = Math.min(earliestExpiry, expiresAtMillis);
    latestAttemptMillis = Math.max(latestAttemptMillis, wallMillis);
  }

  /** The latest that a node which was asked to write it can have taken the time to be. */
  long latestAttemptMillis() {
    return latestAttemptMillis;
  }

  /** Whether it ever expires. */
  boolean isExpiring() {
    return earliestExpiry < Long.MAX_VALUE;
  }

  /** Whether a node whose clock says so may take it for expired. */
  boolean mayBeExpiredAt(long wallMillis) {
    return earliestExpiry <= wallMillis;
  }

  /** Whether it may have become several versions, minted before they met (rule V9). */
  boolean mayHaveTwins() {
    return attempts > 1;
  }

  /** It may have seen all that was begun so far and all that will be: nobody knows when it ends. */
  void maySeeAll() {
    hasSeenAll = true;
  }

  boolean hasSeenAll() {
    return hasSeenAll;
  }

  /** Whether the other may be replaced by this one. */
  boolean mayReplace(Write other) {
    boolean isOver = outcome == Outcome.ACKNOWLEDGED && isDelete;
    if (isOver && (hasFoundNothing || other.begunAt > endedAt)) {
      // It found nothing to delete; or what was begun after its end it cannot have seen.
      return false;
    }
    return !isRefused() && other != this && (hasSeenAll || past.atMost().get(other.number()));
  }

  /** Whether the other is surely replaced once this one is there. */
  boolean surelyReplaces(Write other) {
    return past.surely().get(other.number());
  }

  @Override
  public String toString() {
    return "#" + number + " (" + text.strip() + ", " + outcome + ", begun at " + begunAt + ")";
  }
}
