package io.henge.chaos.fault;

import io.henge.chaos.machine.Capability;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Step;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All faults that can be had. */
public final class Faults {
  private final Set<FaultKind> possible;
  private final ProcessFaults processes;
  private final Optional<NetworkFaults> networks;
  private final Optional<StreamFaults> streams;
  private final DiskFaults disks;
  private final MachineFaults machine;
  private final ClientFaults clients;
  private final RingFaults ring;

  /** For these nodes. */
  public Faults(Surroundings around) {
    this.possible = possible(around.capabilities());
    this.processes = new ProcessFaults(around.nodes());
    this.networks = around.networks().map(all -> new NetworkFaults(all, around.nodes()));
    this.streams = around.networks().map(all -> new StreamFaults(all, around.nodes()));
    this.disks = new DiskFaults(around);
    this.machine = new MachineFaults(around);
    this.clients = new ClientFaults(around);
    this.ring = new RingFaults(around);
  }

  /** Which kinds can be had where these things can be done. */
  public static Set<FaultKind> possible(Set<Capability> capabilities) {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> need(kind).map(capabilities::contains).orElse(true))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
  }

  /** What a kind takes, if it takes anything. */
  private static Optional<Capability> need(FaultKind kind) {
    return switch (kind) {
      case KILL,
          KILL_TOGETHER,
          STOP,
          RESTART_STORM,
          ROLLING_RESTART,
          PAUSE,
          FLAP,
          SECOND_PROCESS,
          BIT_ROT,
          CLIENTS_LEAVE,
          DISK_LOST,
          LEAVE_AND_JOIN ->
          Optional.empty();
      case ISOLATE,
          HALVES,
          MAJORITIES_RING,
          BRIDGE,
          ONE_WAY,
          DEAF,
          SWIZZLE,
          PEERS_CUT,
          HAZELCAST_CUT,
          CLIENTS_CUT ->
          Optional.of(Capability.CUTS);
      case LOSS, RESETS -> Optional.of(Capability.LOSS);
      case LATENCY, SLICES, CUT_STREAMS, CORRUPT_STREAMS -> Optional.of(Capability.RELAYS);
      case DISK_FULL -> Optional.of(Capability.FULL_DISK);
      case DISK_READ_ONLY -> Optional.of(Capability.READ_ONLY_DISK);
      case DISK_SLOW -> Optional.of(Capability.SLOW_DISK);
      case DISK_FAILS -> Optional.of(Capability.BROKEN_DISK);
      case POWER_CUT, POWER_CUT_TOGETHER -> Optional.of(Capability.POWER_CUT);
      case CLOCK_JUMP, CLOCK_STROBE -> Optional.of(Capability.CLOCK);
      case DESCRIPTORS -> Optional.of(Capability.DESCRIPTORS);
      case STARVED -> Optional.of(Capability.CPU);
    };
  }

  /**
   * Begins one.
   *
   * @return empty when it cannot be had here
   * @throws Revealed when that alone showed what must not be
   */
  public Optional<Effect> begin(Step step) throws Exception {
    if (!possible.contains(step.kind())) {
      return Optional.empty();
    }
    return switch (step.kind().family()) {
      case PROCESS -> processes.begin(step);
      case NETWORK -> {
        Optional<Effect> cut = networks.orElseThrow().begin(step);
        yield cut.isPresent() ? cut : streams.orElseThrow().begin(step);
      }
      case DISK -> disks.begin(step);
      case MACHINE -> machine.begin(step);
      case CLIENTS -> clients.begin(step);
      case RING -> ring.begin(step);
    };
  }
}
