package io.henge.ring.wire;

/** The names of Henge's own HTTP headers. */
public final class HengeHeaders {
  /** Names the version that an answer speaks of; the same token as in its {@code ETag}. */
  public static final String VERSION = "Henge-Version";

  /** What the answer's version has seen, opaque; a write that carries it replaces exactly that. */
  public static final String CONTEXT = "Henge-Context";

  /** How many replicas hold a write durably, as in {@code 3 of 3}. */
  public static final String ACKS = "Henge-Acks";

  /** How many of the acks came from nodes that stand in for owners. */
  public static final String STAND_INS = "Henge-Stand-Ins";

  /** The number of the chain's newest entry that the answering node knows. */
  public static final String CHAIN = "Henge-Chain";

  /** How many versions with bytes the key has; only when more than one. */
  public static final String SIBLINGS = "Henge-Siblings";

  /** Says that fewer replicas than asked for stand behind an answer. */
  public static final String DEGRADED = "Henge-Degraded";

  /** For how many seconds a PUT's blob is to be there. */
  public static final String TTL = "Henge-TTL";

  /**
   * From when on a blob reads as absent: of a PUT any HTTP date or RFC 3339, of answers the latter.
   */
  public static final String EXPIRES = "Henge-Expires";

  /** The CRC32C of the whole body, eight hexadecimal digits. */
  public static final String CRC32C = "Henge-Crc32c";

  /** The CRC32C of the part that a 206 has, eight hexadecimal digits. */
  public static final String PART_CRC32C = "Henge-Part-Crc32c";

  /** Chosen by the client to make a retry safe, or by the node; echoed on every answer. */
  public static final String REQUEST_ID = "Henge-Request-Id";

  /** Prefix of the headers that are kept with the blob for the user. */
  public static final String META_PREFIX = "Henge-Meta-";

  /** The node id of the node that passes a request on; such a request is not passed on again. */
  public static final String PROXIED_BY = "Henge-Proxied-By";

  /**
   * With a PUT that a node passes on: the last four bytes of the content are the CRC32C of those
   * before them, highest byte first, and not of the blob.
   */
  public static final String TRAILING_CRC32C = "Henge-Trailing-Crc32c";

  private HengeHeaders() {}
}
