package io.henge.chaos.check;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Sample;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Whether what the nodes say of themselves shows the faults that they had (invariant T).
 *
 * @param signs by the name of a fault, which samples show it; faults that are not named are not
 *     looked for
 * @param withinMicros how long after its beginning a fault must have been seen
 */
public record Told(Map<String, BiPredicate<FaultEvent, Sample>> signs, long withinMicros) {
  public Told {
    signs = Map.copyOf(signs);
  }

  /** The faults that were begun and that no sample shows in time. */
  public List<Finding> check(History history) {
    return history.faults().stream()
        .filter(event -> event.phase() == FaultEvent.Phase.BEGUN)
        .filter(event -> signs.containsKey(event.fault()))
        .filter(event -> history.samples().stream().noneMatch(sample -> shows(sample, event)))
        .map(this::untold)
        .toList();
  }

  private boolean shows(Sample sample, FaultEvent event) {
    long after = sample.atMicros() - event.atMicros();
    return after > 0 && after <= withinMicros && signs.get(event.fault()).test(event, sample);
  }

  private Finding untold(FaultEvent event) {
    String text = "%s of nodes %s at %d ms was seen in no sample within %d ms";
    return new Finding(
        Invariant.T,
        "",
        text.formatted(event.fault(), event.nodes(), event.atMicros() / 1000, withinMicros / 1000),
        List.of());
  }
}
