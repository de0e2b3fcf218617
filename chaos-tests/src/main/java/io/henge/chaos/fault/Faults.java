package io.henge.chaos.fault;

import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Step;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All faults that can be had here. */
public final class Faults {
  private final ProcessFaults processes;

  /** For these nodes. */
  public Faults(List<NodeKeeper> nodes) {
    this.processes = new ProcessFaults(nodes);
  }

  /** Which kinds can be had. */
  public Set<FaultKind> possible() {
    Set<FaultKind> all = EnumSet.noneOf(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (kind.family() == FaultKind.Family.PROCESS) {
        all.add(kind);
      }
    }
    return all;
  }

  /**
   * Begins one.
   *
   * @return empty when it cannot be had here
   */
  public Optional<Effect> begin(Step step) {
    return processes.begin(step);
  }
}
