package io.henge.node.membership;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which rows a node enters when it moves from one chain entry to a later one. It is not filled for
 * those, whatever it held of them in former times (rule W5).
 *
 * <p>A node that was away may have missed any number of changes, and have left a row and come back
 * into it unawares. So what counts is not whether it stands in the row now as before, but whether
 * that row is of a layout that it knows already.
 */
final class EnteredRows {
  private EnteredRows() {}

  /** The partitions whose rows the node enters, ascending. */
  static SortedSet<Integer> of(NodeId self, ChainEntry head, ChainEntry entry) {
    SortedSet<Integer> entered = new TreeSet<>();
    Layouts before = head.layouts();
    Layouts now = entry.layouts();
    if (now.equals(before)) {
      return entered;
    }
    List<Layout> known =
        before.next().map(next -> List.of(before.done(), next)).orElse(List.of(before.done()));
    for (int partition = 0; partition < now.partitions().count(); partition++) {
      if (now.isOwner(self, partition) && !staysIn(self, partition, known, now)) {
        entered.add(partition);
      }
    }
    return entered;
  }

  private static boolean staysIn(NodeId self, int partition, List<Layout> known, Layouts now) {
    return stays(self, partition, known, Optional.of(now.done()))
        || stays(self, partition, known, now.next());
  }

  private static boolean stays(
      NodeId self, int partition, List<Layout> known, Optional<Layout> layout) {
    return layout.isPresent()
        && layout.get().isOwner(self, partition)
        && known.stream()
            .anyMatch(one -> one.since() == layout.get().since() && one.isOwner(self, partition));
  }
}
