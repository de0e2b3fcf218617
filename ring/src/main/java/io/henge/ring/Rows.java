package io.henge.ring;

import java.util.ArrayList;
import java.util.List;

/**
 * Who holds a partition while the ring may be changing (rule C4): the row that is read, and, when
 * the change gives the partition another row, that one, which is only written.
 *
 * <p>A write is acknowledged by enough members of either row, counted row by row; a member that
 * stands in both counts in both.
 *
 * @param read the owners that are asked, the primary first
 * @param other the owners in the other row; empty when there is none, or it has the same members
 */
public record Rows(List<Member> read, List<Member> other) {
  public Rows {
    read = List.copyOf(read);
    other = List.copyOf(other);
  }

  /** Whether the partition is on its way from one row to another. */
  public boolean areTwo() {
    return !other.isEmpty();
  }

  /** The members of the other row that are not read. */
  public List<Member> onlyWritten() {
    return other.stream().filter(member -> !read.contains(member)).toList();
  }

  /** All that hold the partition, those that are read first. */
  public List<Member> owners() {
    if (!areTwo()) {
      return read;
    }
    List<Member> owners = new ArrayList<>(read);
    owners.addAll(onlyWritten());
    return List.copyOf(owners);
  }

  /**
   * Whether the same nodes, on the same seats and directories, stand in the same rows (rule C2).
   */
  public boolean haveSameOwners(Rows others) {
    return identities(read).equals(identities(others.read))
        && identities(other).equals(identities(others.other));
  }

  private static List<RetiredMember> identities(List<Member> row) {
    return row.stream()
        .map(member -> new RetiredMember(member.seat(), member.node(), member.incarnation()))
        .toList();
  }

  /** Whether a node is in the row that is read. */
  public boolean isRead(NodeId node) {
    return read.stream().anyMatch(member -> member.node().equals(node));
  }
}
