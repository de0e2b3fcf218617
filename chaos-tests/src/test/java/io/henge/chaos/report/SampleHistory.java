package io.henge.chaos.report;

import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Kind;
import io.henge.chaos.history.Operation.Outcome;
import io.henge.chaos.history.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A history of 25 seconds as it might have been: three faults, and clients that feel them. */
final class SampleHistory {
  static final long HEALED = 19_000_000;

  private static final long LENGTH = 25_000_000;
  private static final int NODES = 5;
  private static final int CLIENTS = 8;
  private static final List<String> FAULTS =
      List.of(
          "kill", "pause", "partition halves", "slow disk", "latency", "clock jump", "ring change");

  private final int seed;
  private final int count;
  private final SplittableRandom random;
  private final List<FaultEvent> faults = new ArrayList<>();
  private final Map<String, String> newest = new HashMap<>();
  private final long[] free = new long[CLIENTS];
  private String text = "";

  SampleHistory(int seed, int count) {
    this.seed = seed;
    this.count = count;
    this.random = new SplittableRandom(seed);
  }

  /** With a text of its own wherever a text can be. */
  SampleHistory hostile(String hostile) {
    this.text = hostile;
    return this;
  }

  History make() {
    for (int id = 0; id < 3; id++) {
      fault(id);
    }
    long at = 8_000_000;
    faults.add(
        new FaultEvent(at, 9, "kill", FaultEvent.Phase.SKIPPED, List.of(2), "it is down already"));
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(operation(i));
    }
    String name = text.isEmpty() ? "storm-" + seed : text;
    String script = "at 4 s kill n2 for 5 s\nat 7 s pause n3 for 2 s\nat 9 s heal\n" + text;
    return new History(
        new History.Header(name, 881_236_547_123L + seed, NODES, script, 1_767_225_600_000L),
        operations,
        faults,
        samples());
  }

  private void fault(int id) {
    String name = text.isEmpty() ? FAULTS.get((seed + id) % FAULTS.size()) : text + id;
    List<Integer> nodes = List.of(1 + (seed + id) % NODES);
    long from = 4_000_000 + id * 3_700_000L + random.nextLong(1_500_000);
    long to = Math.min(HEALED, from + 3_000_000 + random.nextLong(3_000_000));
    String note = "signal 9 to process " + (4_000 + id) + text;
    faults.add(new FaultEvent(from, id, name, FaultEvent.Phase.BEGUN, nodes, note));
    faults.add(new FaultEvent(to, id, name, FaultEvent.Phase.ENDED, nodes, "started again"));
  }

  private boolean isHurt(long at) {
    long last = 0;
    for (FaultEvent event : faults) {
      if (event.phase() == FaultEvent.Phase.BEGUN && event.atMicros() <= at) {
        last = event.atMicros();
      }
    }
    return last > 0 && at - last < 1_300_000;
  }

  private Operation operation(int number) {
    int client = number % CLIENTS;
    long began = Math.max(LENGTH * number / count, free[client]);
    boolean hurt = isHurt(began);
    String key = text.isEmpty() ? "contended/" + random.nextInt(6) : text;
    Kind kind =
        random.nextInt(3) == 0 ? Kind.PUT : random.nextInt(12) == 0 ? Kind.DELETE : Kind.GET;
    Outcome outcome = Outcome.OK;
    if (hurt && random.nextInt(4) == 0) {
      outcome = random.nextBoolean() ? Outcome.REFUSED : Outcome.UNKNOWN;
    }
    if (!text.isEmpty() && number == 2) {
      kind = Kind.GET;
      outcome = Outcome.DAMAGED;
    }
    long took = 700 + random.nextLong(3_000);
    took = hurt ? took * (10 + random.nextInt(80)) : took;
    free[client] = began + took;
    Optional<String> before = Optional.ofNullable(newest.get(key));
    String write = client + "-" + number + text;
    boolean writes = kind.isWrite();
    if (writes && outcome == Outcome.OK) {
      newest.put(key, write);
    }
    return new Operation(
        number,
        1 + client,
        kind,
        key,
        writes ? Optional.of(write) : Optional.empty(),
        writes ? before.map(List::of) : Optional.empty(),
        began,
        random.nextInt(5) == 0,
        random.nextInt(NODES + 1),
        began,
        began + took,
        outcome,
        outcome == Outcome.OK ? 200 : outcome == Outcome.REFUSED ? 503 : 0,
        hurt ? 1 + random.nextInt(3) : 1,
        1,
        writes || outcome != Outcome.OK ? List.of() : before.stream().toList(),
        writes && outcome == Outcome.OK ? 2 + random.nextInt(2) : 0,
        hurt ? 1 : 0,
        hurt,
        outcome == Outcome.UNKNOWN ? "no answer in 2 s " + text : "");
  }

  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (long at = 250_000; at < LENGTH; at += 500_000) {
      for (int node = 1; node <= NODES; node++) {
        samples.add(sample(at, node));
      }
    }
    return samples;
  }

  private Sample sample(long at, int node) {
    Sample.State state = Sample.State.READY;
    for (FaultEvent event : faults) {
      if (event.nodes().contains(node) && event.atMicros() <= at) {
        state =
            switch (event.phase()) {
              case BEGUN ->
                  event.fault().contains("pause") ? Sample.State.PAUSED : Sample.State.DOWN;
              case ENDED ->
                  at - event.atMicros() < 1_500_000 ? Sample.State.NOT_READY : Sample.State.READY;
              case SKIPPED -> state;
            };
      }
    }
    if (state == Sample.State.DOWN || state == Sample.State.PAUSED) {
      return new Sample(at, node, state, Map.of());
    }
    long peak = Math.max(0, 60 - Math.abs(at - 14_000_000) / 120_000);
    return new Sample(
        at,
        node,
        state,
        Map.of(
            "hints",
            peak,
            "underReplicated",
            peak / 3 + (at > 5_000_000 && at < 20_000_000 ? 4 : 0)));
  }
}
