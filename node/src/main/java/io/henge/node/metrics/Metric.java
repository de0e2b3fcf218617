package io.henge.node.metrics;

/**
 * Every metric of a node: its name and its meaning stand here and nowhere else. Labels have few
 * values, known beforehand: methods, codes, reasons, seats; never keys, and never what a client
 * sent.
 */
public enum Metric {
  HTTP_REQUESTS("henge.http.requests", "Requests answered, by method and class of the status"),
  HTTP_REQUEST_TIME("henge.http.request", "Time from a request's head to the end of its answer"),
  HTTP_RECEIVED("henge.http.received", "bytes", "Bytes of request bodies"),
  HTTP_SENT("henge.http.sent", "bytes", "Bytes of answer bodies"),
  HTTP_IN_FLIGHT("henge.http.in.flight", "Requests for blobs that are being worked on"),
  HTTP_CONNECTIONS("henge.http.connections", "Open connections of clients"),
  HTTP_CONNECTIONS_REFUSED("henge.http.connections.refused", "Connections over the bound, closed"),
  HTTP_ERRORS("henge.http.errors", "Answers that are errors, by code"),
  HTTP_ABORTED("henge.http.aborted", "Answers that did not end, by who ended them"),
  HTTP_SLOW_CLIENTS("henge.http.slow.clients", "Connections given up for slowness, by phase"),
  HTTP_PROXIED("henge.http.proxied", "Requests passed on to an owner, by outcome"),

  PEERS_SUSPECTED("henge.peers.suspected", "Peers that did not answer of late; asked last"),
  HEDGES("henge.hedges", "Owners asked besides, because others were slow"),
  HEDGES_WON("henge.hedges.won", "Of these, answers that came before those of the slow ones"),
  READ_REPAIRS_BEGUN("henge.read.repairs.begun", "Repairs of owners that a read showed behind"),
  READ_REPAIRS_DONE("henge.read.repairs.done", "Of these, those after which all had caught up"),
  READ_REPAIRS_FAILED("henge.read.repairs.failed", "Of these, those after which not all had"),
  READ_REPAIRS_DROPPED("henge.read.repairs.dropped", "Repairs not begun: enough are under way"),
  OWED("henge.owed", "Keys that are still to be offered to owners that missed a write"),
  STAND_IN_WRITES("henge.stand.in.writes", "Writes acknowledged with the help of stand-ins"),
  STAND_IN_COORDINATED("henge.stand.in.coordinated", "Requests that this node took as a stand-in"),
  HINTS("henge.hints", "Keys that this node keeps for other nodes"),
  HINTS_SIZE("henge.hints.size", "bytes", "Bytes of their bodies"),
  HINTS_AGE("henge.hints.age", "seconds", "Time since the oldest of them was written; 0 for none"),
  HINTS_DELIVERED("henge.hints.delivered", "Offers of such keys that an owner took"),
  HINTS_DROPPED("henge.hints.dropped", "Such keys that all owners have and that are gone here"),
  HINTS_REFUSED("henge.hints.refused", "Such keys that were refused, as there were too many"),

  BACKGROUND_SHARE("henge.background.share", "Share of its time that work in the background gets"),
  FOREGROUND_QUANTILE(
      "henge.foreground.quantile",
      "seconds",
      "90th percentile of small requests, of late, by kind"),
  FOREGROUND_BASELINE(
      "henge.foreground.baseline", "seconds", "The same when the background is quiet, by kind"),

  STORAGE_SLICES("henge.storage.slices", "Slices of blob files sent, by how they were checked"),
  STORAGE_SENT("henge.storage.sent", "bytes", "Bytes of blob files handed over to be sent"),
  STORAGE_OPEN_FILES("henge.storage.open.files", "Blob files that are being sent"),
  STORAGE_CHECK_BUFFERS("henge.storage.check.buffers", "Buffers in use for comparing blocks"),
  STORAGE_SMALL_READS("henge.storage.small.reads", "Small bodies read, by where they were"),
  STORAGE_SMALL_EVICTIONS("henge.storage.small.evictions", "Small bodies dropped from memory"),
  STORAGE_SMALL_CACHED("henge.storage.small.cached", "Small bodies in memory"),
  STORAGE_SMALL_CACHE("henge.storage.small.cache", "bytes", "Memory taken by small bodies"),

  STORAGE_STATE("henge.storage.state", "1 for what the store can do now, 0 for all else"),
  STORAGE_USABLE("henge.storage.usable", "bytes", "Room on the disk that may still be used"),
  STORAGE_RESERVE("henge.storage.reserve", "bytes", "Room that is kept free"),
  STORAGE_PROMISED("henge.storage.promised", "bytes", "Room promised to bodies on their way"),
  STORAGE_STAGES("henge.storage.stages", "Bodies that are not yet visible"),
  STORAGE_CORRUPT("henge.storage.corrupt", "Copies found corrupt since the start"),
  STORAGE_WAITING("henge.storage.waiting", "Writes to the index that wait for the next sync"),
  STORAGE_SYNCS("henge.storage.syncs", "Syncs of the index, each for a group of writes"),
  STORAGE_WRITES("henge.storage.writes", "Writes to the index"),
  STORAGE_SYNC_TIME("henge.storage.sync.time", "seconds", "Time that the syncs of the index took"),

  SCRUB_RECORDS("henge.scrub.records", "Records that the scrub has read since the start"),
  SCRUB_READ("henge.scrub.read", "bytes", "Bytes of bodies that the scrub has read"),
  SCRUB_CORRUPT("henge.scrub.corrupt", "Copies and records that the scrub found corrupt"),
  SCRUB_MISSING("henge.scrub.missing", "Bodies that the scrub did not find"),
  SCRUB_ORPHANS("henge.scrub.orphans", "Files that no record names, found by the scrub"),
  SCRUB_RUNNING("henge.scrub.running", "1 while a pass of the scrub runs, else 0"),
  SCRUB_AGE("henge.scrub.age", "seconds", "Time since a whole pass ended; NaN before the first"),
  DAMAGED("henge.damaged", "Versions whose bytes were here and are lost"),
  REFILLED("henge.refilled", "Lost bytes that were brought back from another owner"),
  REFILL_FAILED("henge.refill.failed", "Attempts at that in which no owner had a good copy"),
  UNDER_REPLICATED(
      "henge.partitions.under.replicated", "Partitions not known to be on all their owners"),
  ANTI_ENTROPY_ROUNDS(
      "henge.anti.entropy.rounds", "Comparisons of a partition with its owners, by result"),
  ANTI_ENTROPY_PARTITIONS(
      "henge.anti.entropy.partitions", "Partitions of this node, by their last comparison"),
  ANTI_ENTROPY_KEYS("henge.anti.entropy.keys", "Keys that comparing showed to differ, and mended"),
  ANTI_ENTROPY_MOVED("henge.anti.entropy.moved", "bytes", "Bytes of bodies moved for that"),
  ANTI_ENTROPY_AGE(
      "henge.anti.entropy.age", "seconds", "Time since the partition whose turn is longest ago"),
  FILLING_LEFT("henge.filling.left", "Partitions of this node that are not filled"),
  FILLING_KEYS("henge.filling.keys", "Keys that the filling has brought here"),
  FILLING_MOVED("henge.filling.moved", "bytes", "Bytes of bodies that it has brought here"),
  FILLING_SKIPPED("henge.filling.skipped", "Versions of which no donor had good bytes"),

  TOMBSTONES("henge.tombstones", "Deleted or expired keys that are still to be removed"),
  TOMBSTONES_AGE("henge.tombstones.age", "seconds", "Age of the oldest of them; 0 without any"),
  TOMBSTONES_REMOVED("henge.tombstones.removed", "Keys removed, as everybody had confirmed them"),
  TOMBSTONES_BLOCKED(
      "henge.tombstones.blocked",
      "Partitions in which nothing can be removed for want of a member, by its seat"),
  REMOVAL_ROUNDS("henge.removal.rounds", "Rounds over all partitions, looking for what to remove"),
  REMOVALS_CONFIRMED("henge.removals.confirmed", "Batches that this node has confirmed"),
  REMOVALS_REFUSED("henge.removals.refused", "Batches that this node did not confirm");

  private final String text;
  private final String unit;
  private final String help;

  Metric(String text, String help) {
    this(text, "", help);
  }

  Metric(String text, String unit, String help) {
    this.text = text;
    this.unit = unit;
    this.help = help;
  }

  /** The name with dots; Prometheus shows it with underscores, the unit and a suffix. */
  public String text() {
    return text;
  }

  /** The base unit, empty for a plain count. */
  public String unit() {
    return unit;
  }

  /** One sentence for people. */
  public String help() {
    return help;
  }
}
