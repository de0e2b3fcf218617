package io.henge.node.http;

import io.henge.node.transfer.FillingReport;
import java.util.List;
import java.util.Optional;

/** The filling as operators see it. May be asked on any thread, and answers at once. */
public interface FillDesk {
  /** How far it is. */
  FillingReport report();

  /**
   * Lets partitions be filled from those filled owners that remain, however few (rule W5). Does
   * nothing when one of them is none that this node has to fill, and answers with that one.
   */
  Optional<Integer> acceptLoss(List<Integer> partitions);

  /** The same of all partitions that wait for something now. */
  void acceptLossOfWaiting();
}
