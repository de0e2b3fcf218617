package io.henge.ring;

import java.util.List;
import java.util.Set;

/**
 * So many of these owners: what a write, a read or a hint wants of one row.
 *
 * @param owners a row, or those of it that count
 * @param needed how many of them are enough
 */
public record Share(List<Member> owners, int needed) {
  public Share {
    owners = List.copyOf(owners);
  }

  /** How many of the owners are among those. */
  public int count(Set<Member> those) {
    int count = 0;
    for (Member owner : owners) {
      count += those.contains(owner) ? 1 : 0;
    }
    return count;
  }

  /** Whether enough of the owners are. */
  public boolean isMet(Set<Member> those) {
    return count(those) >= needed;
  }
}
