package io.henge.ring.wire;

/** The paths that no key can have: everything below the reserved first segment {@code -}. */
public final class SystemPaths {
  /** Every system path starts with this. */
  public static final String PREFIX = "/-/";

  /** The newest chain entry: members, table, policies. */
  public static final String RING = "/-/ring";

  /** Answers 200 as long as the process lives. */
  public static final String LIVE = "/-/health/live";

  /** Answers 200 when the node serves, 503 with the reasons otherwise. */
  public static final String READY = "/-/health/ready";

  /** Metrics in Prometheus' text format, on the admin listener. */
  public static final String METRICS = "/-/metrics";

  /** Makes a backup on POST, on the admin listener; {@code ?name=} names it. */
  public static final String BACKUP = "/-/backup";

  /** How far the scrub is, on the admin listener; a POST begins a pass. */
  public static final String SCRUB = "/-/scrub";

  /** How far the filling is, on the admin listener. */
  public static final String FILL = "/-/fill";

  /** Gives up, on POST, what kept partitions from being filled, on the admin listener. */
  public static final String ACCEPT_LOSS = "/-/fill/accept-loss";

  /** The policies of all buckets, on the admin listener; one bucket's is a segment below. */
  public static final String BUCKETS = "/-/buckets";

  /** Lists keys in the order of their bytes, merged over the cluster. */
  public static final String KEYS = "/-/keys";

  /** Explains the key whose path follows: who holds what, and what a read would answer. */
  public static final String EXPLAIN = "/-/explain/";

  /** Gives a lost member's seat to a newcomer on POST, on the admin listener. */
  public static final String REPLACE = "/-/ring/replace";

  /** The changes of the ring that are staged at a node, on the admin listener; DELETE reverts. */
  public static final String RING_STAGED = "/-/ring/staged";

  /** Stages a change of the ring on POST, on the admin listener. */
  public static final String RING_STAGE = "/-/ring/stage";

  /** What the staged changes would do, on the admin listener. */
  public static final String RING_PLAN = "/-/ring/plan";

  /** Begins the staged changes on POST, on the admin listener. */
  public static final String RING_APPLY = "/-/ring/apply";

  /** Takes a change of the ring back on POST, on the admin listener. */
  public static final String RING_ABORT = "/-/ring/abort";

  /** Waits no more for a member that leaves, on POST, on the admin listener. */
  public static final String RING_GIVE_UP = "/-/ring/give-up";

  /** Goes on without a majority that is gone for good, on POST, on the admin listener. */
  public static final String RING_FORCE = "/-/ring/force";

  /** Lets a node join on POST, on the admin listener. */
  public static final String RING_JOIN = "/-/ring/join";

  /** Lets a member leave on POST, on the admin listener. */
  public static final String RING_LEAVE = "/-/ring/leave";

  /** Removes a member that is gone for good, on POST, on the admin listener. */
  public static final String RING_REMOVE = "/-/ring/remove";

  /** Gives a member another zone or weight on POST, on the admin listener. */
  public static final String RING_WEIGHT = "/-/ring/weight";

  /** How far a change of the ring has come, on the admin listener. */
  public static final String RING_PROGRESS = "/-/ring/progress";

  /** How evenly the ring spreads the data, on the admin listener. */
  public static final String RING_BALANCE = "/-/ring/balance";

  /** The ring as a drawing, on the admin listener. */
  public static final String RING_SVG = "/-/ring.svg";

  /** How the node stands: replication, comparing, hints, tombstones; on the admin listener. */
  public static final String STATUS = "/-/status";

  private SystemPaths() {}
}
