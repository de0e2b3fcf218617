package io.henge.chaos.run;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.Sample;
import io.henge.chaos.schedule.FaultKind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * In which samples faults show. Those that no node can see, or that need not last, are not named.
 */
final class Signs {
  static final Map<String, BiPredicate<FaultEvent, Sample>> ALL = all();

  private static final String SUSPECTED = "suspected";

  private Signs() {}

  private static Map<String, BiPredicate<FaultEvent, Sample>> all() {
    Map<FaultKind, BiPredicate<FaultEvent, Sample>> signs = new HashMap<>();
    signs.put(FaultKind.KILL, Signs::isMissed);
    signs.put(FaultKind.STOP, Signs::isMissed);
    signs.put(FaultKind.PAUSE, Signs::isMissed);
    signs.put(FaultKind.POWER_CUT, Signs::isMissed);
    signs.put(FaultKind.ISOLATE, Signs::suspectsOthers);
    signs.put(FaultKind.HALVES, Signs::suspectsOthers);
    signs.put(FaultKind.PEERS_CUT, Signs::suspectsOthers);
    signs.put(FaultKind.ONE_WAY, Signs::suspectsOthers);
    signs.put(FaultKind.DEAF, Signs::suspectsOthers);
    signs.put(FaultKind.DISK_FULL, (event, sample) -> shows(event, sample, "diskFull"));
    signs.put(FaultKind.DISK_READ_ONLY, (event, sample) -> shows(event, sample, "diskFailed"));
    signs.put(FaultKind.DISK_FAILS, (event, sample) -> shows(event, sample, "diskFailed"));
    Map<String, BiPredicate<FaultEvent, Sample>> named = new HashMap<>();
    signs.forEach((kind, sign) -> named.put(kind.name(), sign));
    return Map.copyOf(named);
  }

  /** Another node says that somebody does not answer; what the harness knows is no sign. */
  private static boolean isMissed(FaultEvent event, Sample sample) {
    return !event.nodes().contains(sample.node()) && suspectsOthers(event, sample);
  }

  private static boolean suspectsOthers(FaultEvent event, Sample sample) {
    return sample.values().getOrDefault(SUSPECTED, 0L) > 0;
  }

  /** Whether the node said anything: each that runs tells how many it suspects. */
  static boolean answers(Sample sample) {
    return sample.values().containsKey(SUSPECTED);
  }

  /** It says so, or another fault keeps it from saying anything. */
  private static boolean shows(FaultEvent event, Sample sample, String sign) {
    return event.nodes().contains(sample.node())
        && (sample.values().getOrDefault(sign, 0L) > 0 || sample.state() != Sample.State.READY);
  }
}
