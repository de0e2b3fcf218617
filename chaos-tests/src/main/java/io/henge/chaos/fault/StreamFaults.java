package io.henge.chaos.fault;

import io.henge.chaos.machine.Direction;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.PacketFaults;
import io.henge.chaos.machine.Ports;
import io.henge.chaos.machine.Relay;
import io.henge.chaos.machine.Toxic;
import io.henge.chaos.schedule.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Packets that are lost, connections that are reset, streams that are slow, cut off or changed. */
final class StreamFaults {
  private static final int LOST_PERCENT_MAX = 30;
  private static final int RESET_PERCENT = 2;
  private static final int LATENCY_MILLIS_MAX = 800;
  private static final int SLICE_BYTES = 37;
  private static final long THIN_BYTES_PER_SECOND = 200_000;
  private static final int CUT_BYTES_MAX = 200_000;
  private static final int CORRUPT_EVERY_MAX = 100_000;

  private final PacketFaults packets;
  private final SharedRelays relays;
  private final List<NodeKeeper> nodes;

  /** Between these nodes. */
  StreamFaults(Networks networks, List<NodeKeeper> nodes) {
    this.packets = new PacketFaults(networks);
    this.relays = new SharedRelays(networks, nodes);
    this.nodes = List.copyOf(nodes);
  }

  /** Begins one; empty when it is of another kind. */
  Optional<Effect> begin(Step step) throws Exception {
    SplittableRandom dice = new SplittableRandom(step.draw());
    return switch (step.kind()) {
      case LOSS -> Optional.of(lose(step, 5 + dice.nextInt(LOST_PERCENT_MAX - 5)));
      case RESETS -> Optional.of(reset(step));
      case LATENCY -> Optional.of(relayed(step, latency(50 + dice.nextInt(LATENCY_MILLIS_MAX))));
      case SLICES ->
          Optional.of(
              relayed(
                  step, new Toxic.Slices(SLICE_BYTES), new Toxic.Bandwidth(THIN_BYTES_PER_SECOND)));
      case CUT_STREAMS -> Optional.of(relayed(step, end(dice)));
      case CORRUPT_STREAMS ->
          Optional.of(relayed(step, new Toxic.Corruption(200 + dice.nextInt(CORRUPT_EVERY_MAX))));
      default -> Optional.empty();
    };
  }

  private static Toxic latency(int millis) {
    return new Toxic.Latency(Duration.ofMillis(millis), Duration.ofMillis(millis / 2));
  }

  private static Toxic end(SplittableRandom dice) {
    Toxic.Manner[] manners = Toxic.Manner.values();
    return new Toxic.End(dice.nextInt(CUT_BYTES_MAX), manners[dice.nextInt(manners.length)]);
  }

  private Effect lose(Step step, int percent) throws Exception {
    Undoing undoing =
        towardsAll(
            step,
            direction -> packets.lose(direction, Ports.ALL, percent),
            node -> packets.loseRelayed(node, percent));
    return Effect.of(percent + " of 100 packets", undoing::run);
  }

  private Effect reset(Step step) throws Exception {
    Undoing undoing =
        towardsAll(
            step,
            direction -> packets.reset(direction, Ports.ALL, RESET_PERCENT),
            node -> packets.resetRelayed(node, RESET_PERCENT));
    return Effect.of(RESET_PERCENT + " of 100 packets are answered by a reset", undoing::run);
  }

  /** What goes through a relay comes from the relay's address. */
  private Undoing towardsAll(
      Step step,
      Function<Direction, PacketFaults.Fault> fault,
      IntFunction<PacketFaults.Fault> relayed)
      throws Exception {
    return Undoing.begin(
        undo -> {
          for (Direction direction : towards(step.nodes())) {
            undo.add(fault.apply(direction)::close);
          }
          for (int victim : step.nodes()) {
            undo.add(relayed.apply(victim)::close);
          }
        });
  }

  private List<Direction> towards(List<Integer> victims) {
    List<Direction> all = new ArrayList<>();
    for (NodeKeeper from : nodes) {
      for (int to : victims) {
        if (from.number() != to) {
          all.add(new Direction(from.number(), to));
        }
      }
    }
    return all;
  }

  /** What these nodes send to all others, on whoever's connection. */
  private Effect relayed(Step step, Toxic... toxics) throws Exception {
    List<Toxic> all = List.of(toxics);
    Undoing undoing =
        Undoing.begin(
            undo -> {
              for (int victim : step.nodes()) {
                for (int other : others(victim)) {
                  Direction out = new Direction(victim, other);
                  Direction in = new Direction(other, victim);
                  undo.add(relays.use(out, Relay.Way.THERE, all)::end);
                  undo.add(relays.use(in, Relay.Way.BACK, all)::end);
                }
              }
            });
    return Effect.of(all.toString(), undoing::run);
  }

  private List<Integer> others(int victim) {
    return nodes.stream().map(NodeKeeper::number).filter(number -> number != victim).toList();
  }
}
