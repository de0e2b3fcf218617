package io.henge.chaos;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A ring that one node joins and then another leaves, in turn: always the one that has been a
 * member for longest, and it comes back with an empty disk later. So no member stays for good.
 */
final class RollingRing {
  private final RingChanges changes;
  private final Deque<NodeProcess> members = new ArrayDeque<>();
  private final Deque<NodeProcess> others = new ArrayDeque<>();
  private boolean isGrown;

  RollingRing(TestCluster cluster, PlainHttp http) {
    changes = new RingChanges(cluster, http);
    cluster.nodes().forEach(node -> (node.isAlive() ? members : others).add(node));
  }

  /** The next change, which has ended when this returns. */
  void change() {
    if (isGrown) {
      shrink();
    } else {
      grow();
    }
    isGrown = !isGrown;
  }

  private void grow() {
    NodeProcess joiner = others.remove();
    changes.beginJoin(members.getLast(), joiner);
    changes.endJoin(members.getLast(), joiner);
    members.add(joiner);
  }

  private void shrink() {
    NodeProcess leaver = members.remove();
    changes.beginLeave(members.getLast(), leaver);
    changes.awaitDone(members.getLast());
    leaver.kill();
    try {
      DirectoryTree.delete(leaver.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    others.add(leaver);
  }
}
