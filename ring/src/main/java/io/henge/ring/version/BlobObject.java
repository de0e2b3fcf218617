package io.henge.ring.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that somebody knows of one key: what was seen, which of it is live, and which requests it
 * answered. A replica stores one of these, a commit carries one with a single version, a read
 * merges those of the replicas it asked.
 *
 * <p>{@link #merge} is a function of the two objects alone: no clock, no local policy, no memory of
 * who came first. For each dot an object says unseen, live or gone, in this order, and merging
 * takes the later of the two; that is commutative, associative and idempotent dot by dot.
 *
 * <p>Versions stamped last-write-wins need one thing more. The plain rule, "if all live versions
 * are so stamped, keep the highest and cover the others", is not associative where stamps are
 * mixed. Let l2 be later than l1, both last-write-wins, and s3 a sibling-stamped version that
 * replaced l2. Then ({l1} + {l2}) + {s3} is {s3}, as l1 fell to l2 before l2 fell to s3; but {l1} +
 * ({l2} + {s3}) is {l1, s3}, as l1 never met l2. So a context carries a mark, the highest rank of
 * any such version it covers, and a live version so stamped and below the merged context's mark is
 * dropped, alive or not as the higher one may be. Marks only rise, so this drops no less for seeing
 * more: a merge is the join of a lattice followed by a monotone filter, whatever the order. It
 * follows that at most one live version is stamped last-write-wins, the one at the mark; other
 * stamps are never dropped.
 *
 * <p>Immutable.
 */
public final class BlobObject {
  /**
   * The most live versions. Coordinators refuse writes long before; this bounds what merging
   * acknowledged ones can come to.
   */
  public static final int LIVE_MAX = 1_000;

  /** The most request records. A retry comes soon after, or its answer is no longer awaited. */
  public static final int REQUESTS_MAX = 32;

  /** A key that nobody has written. */
  public static final BlobObject EMPTY = new BlobObject(Context.EMPTY, List.of(), List.of());

  private final Context context;
  private final List<Version> live;
  private final List<RequestRecord> requests;

  private BlobObject(Context context, List<Version> live, List<RequestRecord> requests) {
    this.context = context;
    this.live = List.copyOf(live);
    this.requests = List.copyOf(requests);
    if (live.size() > LIVE_MAX) {
      throw new IllegalArgumentException(
          "%d live versions, at most %d".formatted(live.size(), LIVE_MAX));
    }
  }

  /**
   * What a commit carries: the new version and its own past, and no other.
   *
   * @throws IllegalArgumentException if the version is a tombstone that deletes nothing, which is
   *     never minted
   */
  public static BlobObject written(Version version) {
    return written(version, List.of());
  }

  /**
   * The same with what the writer knows of the requests in the version's past. Whoever merges it
   * has seen those attempts from then on, and without their records could not tell a retry from a
   * new request.
   *
   * @param known records of any of the key's requests; those of what the version has seen are taken
   * @throws IllegalArgumentException as above
   */
  public static BlobObject written(Version version, List<RequestRecord> known) {
    if (version.isTombstone() && version.past().isEmpty()) {
      throw new IllegalArgumentException("a tombstone of nothing: " + version.dot());
    }
    Context context = version.context();
    Stream<RequestRecord> own =
        version.requestId().stream()
            .map(id -> new RequestRecord(id, version.dot(), version.timestamp()));
    Stream<RequestRecord> before =
        known.stream().filter(request -> context.contains(request.dot()));
    return new BlobObject(context, List.of(version), newest(Stream.concat(before, own)));
  }

  /**
   * The object of parts that come from outside.
   *
   * @throws IllegalArgumentException if no merging of written versions can have led to it
   */
  static BlobObject of(Context context, List<Version> live, List<RequestRecord> requests) {
    BlobObject object = new BlobObject(context, live, requests);
    object.check();
    return object;
  }

  private void check() {
    Version before = null;
    for (Version version : live) {
      Dot dot = version.dot();
      if (before != null && before.dot().compareTo(dot) >= 0) {
        throw new IllegalArgumentException("live versions out of order at " + dot);
      }
      if (!context.covers(version.context()) || isBelowMark(version, context)) {
        throw new IllegalArgumentException("live and yet not so for the context: " + dot);
      }
      if (live.stream().anyMatch(other -> other.past().contains(dot))) {
        throw new IllegalArgumentException("live and yet replaced: " + dot);
      }
      before = version;
    }
    RequestRecord last = null;
    for (RequestRecord request : requests) {
      if (last != null && last.compareTo(request) >= 0) {
        throw new IllegalArgumentException("request records out of order at " + request.dot());
      }
      if (!context.contains(request.dot())) {
        throw new IllegalArgumentException("a request record of the unseen " + request.dot());
      }
      last = request;
    }
    if (requests.size() > REQUESTS_MAX) {
      throw new IllegalArgumentException(
          "%d request records, at most %d".formatted(requests.size(), REQUESTS_MAX));
    }
  }

  /**
   * What is known of the key from both together.
   *
   * @throws IllegalStateException if the two hold different versions of one dot, so an actor has
   *     given a counter twice
   * @throws IllegalArgumentException beyond the bounds of a {@link Context} or {@link #LIVE_MAX}
   */
  public BlobObject merge(BlobObject other) {
    if (equals(other)) {
      return this;
    }
    Context merged = context.union(other.context);
    List<Version> kept = new ArrayList<>(live.size() + other.live.size());
    for (int mine = 0, theirs = 0; mine < live.size() || theirs < other.live.size(); ) {
      int order = order(mine, other, theirs);
      Version version = order <= 0 ? live.get(mine) : other.live.get(theirs);
      if (order == 0) {
        requireSame(version, other.live.get(theirs));
      }
      Context otherSide = order < 0 ? other.context : context;
      boolean replaced = order != 0 && otherSide.contains(version.dot());
      if (!replaced && !isBelowMark(version, merged)) {
        kept.add(version);
      }
      mine += order <= 0 ? 1 : 0;
      theirs += order >= 0 ? 1 : 0;
    }
    return new BlobObject(merged, kept, mergeRequests(other.requests));
  }

  private int order(int mine, BlobObject other, int theirs) {
    if (mine == live.size()) {
      return 1;
    }
    return theirs == other.live.size()
        ? -1
        : live.get(mine).dot().compareTo(other.live.get(theirs).dot());
  }

  private static void requireSame(Version one, Version two) {
    if (!one.equals(two)) {
      throw new IllegalStateException("two different versions of one dot: " + one.dot());
    }
  }

  private static boolean isBelowMark(Version version, Context context) {
    return version.policy() == Policy.LAST_WRITE_WINS
        && context.lastWriteWinsMark().map(m -> m.compareTo(version.rank()) > 0).orElse(false);
  }

  private List<RequestRecord> mergeRequests(List<RequestRecord> others) {
    if (others.isEmpty() || requests.equals(others)) {
      return requests;
    }
    return newest(Stream.concat(requests.stream(), others.stream()));
  }

  private static List<RequestRecord> newest(Stream<RequestRecord> requests) {
    List<RequestRecord> sorted = requests.sorted().distinct().toList();
    return sorted.subList(Math.max(0, sorted.size() - REQUESTS_MAX), sorted.size());
  }

  /** All that was seen of the key. */
  public Context context() {
    return context;
  }

  /** The versions that no other replaced, tombstones included, by dot. */
  public List<Version> live() {
    return live;
  }

  /** The highest {@link #REQUESTS_MAX} records seen, ascending. */
  public List<RequestRecord> requests() {
    return requests;
  }

  public boolean isEmpty() {
    return context.isEmpty();
  }

  /** The live version of that dot. */
  public Optional<Version> version(Dot dot) {
    return live.stream().filter(version -> version.dot().equals(dot)).findFirst();
  }

  /** What a reader sees, the version of a plain read first. */
  public Siblings siblings() {
    return Siblings.of(this);
  }

  /** The version that a plain read returns, expired or not. */
  public Optional<Version> shown() {
    return siblings().shown();
  }

  /**
   * Whether nothing is left of the key that a reader could be shown at that time in milliseconds
   * since 1970, or at any later one: it was written, and each live version is a tombstone or has
   * expired. A late twin, which is live and not seen, is neither. Clocks differ, so this is one
   * member's opinion.
   */
  public boolean isRemovable(long nowMillis) {
    return !isEmpty()
        && live.stream().allMatch(version -> version.isTombstone() || version.isExpired(nowMillis));
  }

  /** Whether the key was written and what is left of it are tombstones. */
  public boolean isDeleted() {
    return !isEmpty() && shown().isEmpty();
  }

  /**
   * What a client has seen that was given the live version of this dot, and a write of that client
   * replaces: the version, its past, and its twins.
   */
  public Optional<Context> contextOf(Dot dot) {
    return version(dot).map(version -> withTwins(version.context()));
  }

  /**
   * The past of a write by somebody who has seen {@code seen}: that, and each live version which is
   * another attempt at a request that it covers, unless that has replaced what was not seen. So the
   * attempts at one request are replaced as one, also if the second comes to light only after the
   * first was replaced; and nothing goes unseen.
   */
  public Context withTwins(Context seen) {
    Context past = seen;
    for (Version version : live) {
      if (!seen.contains(version.dot())
          && seen.covers(version.past())
          && isAttemptAtSomethingIn(seen, version)) {
        past = past.with(version);
      }
    }
    return past;
  }

  /**
   * The past of a delete by somebody who has seen {@code seen}: that, and each live tombstone. A
   * tombstone has no bytes that could be lost, and what it covers is covered already; so a context
   * may be used for one delete after the other, and leaves one tombstone.
   */
  public Context withTombstones(Context seen) {
    Context past = seen;
    for (Version version : live) {
      if (version.isTombstone() && !past.contains(version.dot())) {
        past = past.with(version);
      }
    }
    return past;
  }

  private boolean isAttemptAtSomethingIn(Context seen, Version version) {
    return Siblings.hasGoneTwinIn(seen, version, this)
        || live.stream().anyMatch(twin -> twin.isTwinOf(version) && seen.contains(twin.dot()));
  }

  /** The version that the request became: of several attempts the first. */
  public Optional<Dot> answerFor(String requestId) {
    Stream<Rank> recorded =
        requests.stream()
            .filter(request -> request.requestId().equals(requestId))
            .map(request -> new Rank(request.timestamp(), request.dot()));
    // A live version outlasts its record if many requests follow it.
    Stream<Rank> alive =
        live.stream()
            .filter(version -> version.requestId().filter(requestId::equals).isPresent())
            .map(Version::rank);
    return Stream.concat(recorded, alive).min(Comparator.naturalOrder()).map(Rank::dot);
  }

  /** Equal for replicas that have seen the same and hold the same. */
  public ObjectDigest digest() {
    return ObjectDigest.of(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlobObject that
        && context.equals(that.context)
        && live.equals(that.live)
        && requests.equals(that.requests);
  }

  @Override
  public int hashCode() {
    return Objects.hash(context, live, requests);
  }

  @Override
  public String toString() {
    return live.stream().map(Version::dot).toList() + " of " + context;
  }
}
