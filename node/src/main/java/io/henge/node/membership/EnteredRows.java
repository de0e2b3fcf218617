package io.henge.node.membership;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which rows a node enters when it moves from one chain entry to a later one. It is not filled for
 * those, whatever it held of them in former times (rule W5).
 *
 * <p>It stays in a row where it was in it by the last layout that it knows, and is in it by the
 * same layout, or by the one that followed. A node that was away for more than one change may have
 * left a row and come back into it unawares; so it enters all its rows anew. No change begins while
 * a member is silent that does not leave by it, so this is for those who make one begin all the
 * same.
 */
final class EnteredRows {
  private final NodeId self;
  private final List<Layout> known = new ArrayList<>();
  private final Layouts now;

  private EnteredRows(NodeId self, Layouts before, Layouts now) {
    this.self = self;
    this.now = now;
    known.add(before.done());
    before.next().ifPresent(known::add);
  }

  /** The partitions whose rows the node enters, ascending. */
  static SortedSet<Integer> of(NodeId self, ChainEntry head, ChainEntry entry) {
    SortedSet<Integer> entered = new TreeSet<>();
    if (entry.layouts().equals(head.layouts())) {
      return entered;
    }
    EnteredRows rows = new EnteredRows(self, head.layouts(), entry.layouts());
    for (int partition = 0; partition < rows.now.partitions().count(); partition++) {
      if (rows.now.isOwner(self, partition) && !rows.staysIn(partition)) {
        entered.add(partition);
      }
    }
    return entered;
  }

  private boolean staysIn(int partition) {
    return stays(partition, now.done())
        || now.next().filter(next -> wasIn(partition, next.age().since())).isPresent();
  }

  private boolean stays(int partition, Layout layout) {
    return layout.isOwner(self, partition)
        && (wasIn(partition, layout.age().since()) || wasIn(partition, layout.age().before()));
  }

  private boolean wasIn(int partition, long since) {
    return known.stream()
        .anyMatch(layout -> layout.age().since() == since && layout.isOwner(self, partition));
  }
}
