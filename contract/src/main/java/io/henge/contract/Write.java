package io.henge.contract;

import io.henge.ring.version.Dot;
import java.util.BitSet;
import java.util.Optional;

/**
 * One PUT or DELETE of a client, all of its attempts together. {@link KeyStory#begin} makes it;
 * what its client hears then is told to it. Not safe for several threads.
 */
public final class Write {
  /** How it ended, as far as the client heard. */
  public enum Outcome {
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

  /** Its place among the writes of its key, from 0, in the order in which they were begun. */
  public int number() {
    return number;
  }

  /** What was put; of a delete, a name. */
  public String text() {
    return text;
  }

  /** Whether it is a DELETE. */
  public boolean isDelete() {
    return isDelete;
  }

  /** When its client began it, by the clock of the story. */
  public long begunAt() {
    return begunAt;
  }

  /** What it replaces. */
  public Seen past() {
    return past;
  }

  /** How it ended, as far as is known by now. */
  public Outcome outcome() {
    return outcome;
  }

  /** Whether it had no effect and never will. */
  public boolean isRefused() {
    return outcome == Outcome.REFUSED;
  }

  /** Acknowledged by W before that moment: from then on every default read must know it. */
  public boolean isPromisedBefore(long moment) {
    return isPromised && acknowledgedAt <= moment;
  }

  /**
   * An attempt was acknowledged.
   *
   * @param now when its client heard of it
   * @param promised whether by as many owners as reads rely on
   */
  public void acknowledged(long now, boolean promised) {
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
  public void hopesForNothing() {
    hoped.clear();
  }

  /** Enough owners could. */
  public void wasSure() {
    past.surely().or(hoped);
  }

  /** It was a delete, and there was nothing that it could delete. */
  public void foundNothing(long now) {
    acknowledged(now, false);
    hasFoundNothing = true;
  }

  /**
   * Enough owners have it, because a read that repairs before it answers has shown it, or because
   * what stand-ins had was handed over: from now on every default read knows it.
   */
  public void knownForGood(long now) {
    if (!isPromised) {
      isPromised = true;
      acknowledgedAt = now;
    }
  }

  /** No attempt had an effect, and none ever will. */
  public void refused() {
    outcome = Outcome.REFUSED;
  }

  /** The version that it was acknowledged as. */
  public void named(Dot name) {
    dot = Optional.of(name);
  }

  /** The version that it was acknowledged as, of several the last one heard of. */
  public Optional<Dot> dot() {
    return dot;
  }

  /** It is sent, once more perhaps, and what comes of it never expires. */
  public void attempted() {
    attempts++;
  }

  /**
   * It is sent, once more perhaps.
   *
   * @param wallMillis what the clock of the node says to which it is sent
   * @param expiresAtMillis when what comes of this attempt expires
   */
  public void attempted(long wallMillis, long expiresAtMillis) {
    attempted();
    earliestExpiry = Math.min(earliestExpiry, expiresAtMillis);
    latestAttemptMillis = Math.max(latestAttemptMillis, wallMillis);
  }

  /** The latest that a node which was asked to write it can have taken the time to be. */
  public long latestAttemptMillis() {
    return latestAttemptMillis;
  }

  /** Whether it ever expires. */
  public boolean isExpiring() {
    return earliestExpiry < Long.MAX_VALUE;
  }

  /** Whether a node whose clock says so may take it for expired. */
  public boolean mayBeExpiredAt(long wallMillis) {
    return earliestExpiry <= wallMillis;
  }

  /** Whether it may have become several versions, minted before they met (rule V9). */
  public boolean mayHaveTwins() {
    return attempts > 1;
  }

  /** It may have seen all that was begun so far and all that will be: nobody knows when it ends. */
  void maySeeAll() {
    hasSeenAll = true;
  }

  /** Whether the other may be replaced by this one. */
  public boolean mayReplace(Write other) {
    // Of several attempts one that was given up may still be on its way.
    boolean isOver = outcome == Outcome.ACKNOWLEDGED && isDelete && !mayHaveTwins();
    if (isOver && (hasFoundNothing || other.begunAt > endedAt)) {
      // It found nothing to delete; or what was begun after its end it cannot have seen.
      return false;
    }
    return !isRefused() && other != this && (hasSeenAll || past.atMost().get(other.number()));
  }

  /** Whether the other is surely replaced once this one is there. */
  public boolean surelyReplaces(Write other) {
    return past.surely().get(other.number());
  }

  @Override
  public String toString() {
    return "#" + number + " (" + text.strip() + ", " + outcome + ", begun at " + begunAt + ")";
  }
}
