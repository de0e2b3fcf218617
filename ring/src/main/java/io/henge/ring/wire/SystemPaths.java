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

  /** Explains the key whose path follows: who holds what, and what a read would answer. */
  public static final String EXPLAIN = "/-/explain/";

  /** Gives a lost member's seat to a newcomer on POST, on the admin listener. */
  public static final String REPLACE = "/-/ring/replace";

  /** How the node stands: replication, comparing, hints, tombstones; on the admin listener. */
  public static final String STATUS = "/-/status";

  private SystemPaths() {}
}
