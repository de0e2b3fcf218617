package io.henge.node.storage;

/**
 * What one pass of the scrub has seen.
 *
 * @param records of keys
 * @param bytes of bodies
 * @param corrupt copies and records that are not what was stored
 * @param missing bodies that are not where their records say
 * @param orphans files that no record names
 */
public record ScrubTally(long records, long bytes, long corrupt, long missing, long orphans) {
  static final ScrubTally NOTHING = new ScrubTally(0, 0, 0, 0, 0);

  ScrubTally plus(ScrubTally more) {
    return new ScrubTally(
        records + more.records,
        bytes + more.bytes,
        corrupt + more.corrupt,
        missing + more.missing,
        orphans + more.orphans);
  }
}
