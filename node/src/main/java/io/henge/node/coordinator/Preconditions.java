package io.henge.node.coordinator;

import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Siblings;
import io.henge.ring.version.Version;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The conditions of a request, evaluated against the version that a read would show at that moment,
 * in the order of RFC 9110, section 13.2.2. Moments are in milliseconds since 1970.
 *
 * @param ifMatch the shown version must be one of these
 * @param ifNoneMatch the shown version must be none of these
 * @param ifModifiedSinceMillis only for reads, and only without {@code ifNoneMatch}
 */
public record Preconditions(
    Optional<EntityTags> ifMatch,
    Optional<EntityTags> ifNoneMatch,
    OptionalLong ifModifiedSinceMillis) {
  /** No conditions. */
  public static final Preconditions NONE =
      new Preconditions(Optional.empty(), Optional.empty(), OptionalLong.empty());

  /** What the conditions say. */
  public enum Verdict {
    PROCEED,
    NOT_MODIFIED,
    FAILED
  }

  /** The verdict for a write: {@code FAILED} becomes 412. */
  public Verdict forWrite(BlobObject object, long nowMillis) {
    if (ifMatch.isPresent() && !matches(ifMatch.get(), object, nowMillis)) {
      return Verdict.FAILED;
    }
    if (ifNoneMatch.isPresent() && matches(ifNoneMatch.get(), object, nowMillis)) {
      return Verdict.FAILED;
    }
    return Verdict.PROCEED;
  }

  /** The verdict for a read: a match of {@code If-None-Match} becomes 304. */
  public Verdict forRead(BlobObject object, long nowMillis) {
    return forRead(
        object.siblings().unexpired(nowMillis).shown(), tags -> matches(tags, object, nowMillis));
  }

  /** The verdict for a read of one version by its name. */
  public Verdict forRead(Version version) {
    return forRead(Optional.of(version), tags -> tags.match(version.dot().token()));
  }

  private Verdict forRead(Optional<Version> version, Predicate<EntityTags> matches) {
    if (ifMatch.isPresent() && !matches.test(ifMatch.get())) {
      return Verdict.FAILED;
    }
    if (ifNoneMatch.isPresent()) {
      return matches.test(ifNoneMatch.get()) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }
    if (ifModifiedSinceMillis.isPresent()
        && version.isPresent()
        && version.get().timestamp().millis() / 1000 <= ifModifiedSinceMillis.getAsLong() / 1000) {
      return Verdict.NOT_MODIFIED;
    }
    return Verdict.PROCEED;
  }

  /** Whether any condition stands here. */
  public boolean isEmpty() {
    return ifMatch.isEmpty() && ifNoneMatch.isEmpty() && ifModifiedSinceMillis.isEmpty();
  }

  /** Attempts at one request are one (rule V9), so the tag of each means the shown version. */
  private static boolean matches(EntityTags tags, BlobObject object, long nowMillis) {
    Siblings siblings = object.siblings().unexpired(nowMillis);
    return object.live().stream()
        .map(Version::dot)
        .anyMatch(dot -> tags.match(dot.token()) && siblings.shows(dot));
  }
}
