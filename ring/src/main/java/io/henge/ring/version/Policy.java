package io.henge.ring.version;

import java.util.Locale;

/**
 * What becomes of concurrent versions of a key. The bucket's policy is stamped into a version when
 * it is minted, so that merging needs to know nothing but the versions.
 */
public enum Policy {
  /** All are kept until a write replaces them. */
  SIBLINGS(1),
  /** Among versions with this stamp only the one of the highest {@link Rank} is kept. */
  LAST_WRITE_WINS(2),
  /** All are kept, and the one of the lowest rank is shown. */
  IMMUTABLE(3);

  private static final Policy[] POLICIES = values();

  private final int code;

  Policy(int code) {
    this.code = code;
  }

  /** The policy's number in stored records, 1 to 255; it never changes. */
  public int code() {
    return code;
  }

  /** As documents spell it, such as {@code last-write-wins}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The policy of a {@link #code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Policy ofCode(int code) {
    for (Policy policy : POLICIES) {
      if (policy.code == code) {
        return policy;
      }
    }
    throw new IllegalArgumentException("no policy has the code " + code);
  }
}
