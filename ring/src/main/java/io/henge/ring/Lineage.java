package io.henge.ring;

/**
 * Where a chain entry comes from: by the first digest a chain is told from all others, by the
 * second an entry is tied to the one before it.
 *
 * @param founding the digest of the founding entry; empty for that entry itself
 * @param parent the digest of the entry before; empty for the founding entry
 */
public record Lineage(String founding, String parent) {
  /** The lineage of a founding entry, which has none. */
  public static final Lineage NONE = new Lineage("", "");

  public Lineage {
    boolean none = founding.isEmpty() && parent.isEmpty();
    if (!none && !(Hex.isDigest(founding) && Hex.isDigest(parent))) {
      throw new IllegalArgumentException(
          "an entry cannot have the parent '" + parent + "' and the founding '" + founding + "'");
    }
  }
}
