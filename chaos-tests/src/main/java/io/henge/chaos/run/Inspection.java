package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.cluster.Fsck;
import io.henge.chaos.fault.NodeKeeper;
import io.henge.chaos.machine.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** All nodes stop, their directories are looked at, and they start again as they were. */
final class Inspection {
  private final TestBed bed;
  private final Healing.Patience patience;

  Inspection(TestBed bed, Healing.Patience patience) {
    this.bed = bed;
    this.patience = patience;
  }

  /** What is not as it must be; afterwards all owners of these keys hold the same, as before. */
  List<Finding> findings(Collection<String> keys) {
    Object hold = new Object();
    List<Finding> findings =
        new ArrayList<>(bed.nodes().parallelStream().flatMap(node -> stop(node, hold)).toList());
    findings.addAll(new Copies(bed.nodes()).findings());
    findings.addAll(bed.nodes().parallelStream().flatMap(Inspection::fsck).toList());
    bed.nodes().forEach(node -> node.letUp(hold));
    Healing again = new Healing(bed, patience);
    if (again.awaitReady()) {
      again.awaitEqual(keys);
    }
    findings.addAll(again.findings());
    return findings;
  }

  /** With nothing to do but to stop, none has a reason to fail at it. */
  private static Stream<Finding> stop(NodeKeeper node, Object hold) {
    OptionalInt code = node.stopAndHoldDown(hold);
    return code.isPresent() && code.getAsInt() != 0
        ? Stream.of(finding(Invariant.N, node + " did not stop well: exit code " + code.getAsInt()))
        : Stream.of();
  }

  private static Stream<Finding> fsck(NodeKeeper node) {
    Command fsck = Fsck.run(node.process().data());
    return fsck.exit() == 0
        ? Stream.of()
        : Stream.of(finding(Invariant.V, "fsck of " + node + ": " + fsck.output()));
  }

  private static Finding finding(Invariant invariant, String text) {
    return new Finding(invariant, "", text, List.of());
  }
}
