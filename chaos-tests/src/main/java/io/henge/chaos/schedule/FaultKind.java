package io.henge.chaos.schedule;

/** What can be done to nodes. */
public enum FaultKind {
  /** SIGKILL, and a start at the end. */
  KILL(Family.PROCESS, "killed"),
  /** SIGKILL to several at the same time. */
  KILL_TOGETHER(Family.PROCESS, "killed together"),
  /** SIGTERM, and a start at the end. */
  STOP(Family.PROCESS, "stopped in good order"),
  /** SIGKILL and start, again and again, mostly while it starts. */
  RESTART_STORM(Family.PROCESS, "restarted again and again"),
  /** SIGTERM and start of one node after the other. */
  ROLLING_RESTART(Family.PROCESS, "restarted one after the other"),
  /** SIGSTOP, and SIGCONT at the end. */
  PAUSE(Family.PROCESS, "paused"),
  /** SIGSTOP and SIGCONT twenty times a second. */
  FLAP(Family.PROCESS, "flapping"),
  /** A second process on the directory of a node that runs. */
  SECOND_PROCESS(Family.PROCESS, "a second process on its directory"),
  /** Nothing gets from it to the other nodes, nor back. */
  ISOLATE(Family.NETWORK, "isolated"),
  /** The given nodes on one side, all others on the other. */
  HALVES(Family.NETWORK, "torn in two"),
  /** Each node sees a majority, and no two see the same. */
  MAJORITIES_RING(Family.NETWORK, "majorities in a ring"),
  /** Two sides, and one node that both see. */
  BRIDGE(Family.NETWORK, "two sides and a bridge"),
  /** What it sends to others is lost, and what they send arrives. */
  ONE_WAY(Family.NETWORK, "mute"),
  /** What others send to it is lost, and what it sends arrives. */
  DEAF(Family.NETWORK, "deaf"),
  /** One after the other is isolated, and they come back in another order. */
  SWIZZLE(Family.NETWORK, "isolated one after the other"),
  /** Like {@link #ISOLATE}, on the peers' ports alone. */
  PEERS_CUT(Family.NETWORK, "cut from its peers alone"),
  /** Like {@link #ISOLATE}, on Hazelcast's ports alone. */
  HAZELCAST_CUT(Family.NETWORK, "cut from Hazelcast alone"),
  /** Clients cannot reach it. */
  CLIENTS_CUT(Family.NETWORK, "cut from clients"),
  /** Some of the packets that it is sent are lost. */
  LOSS(Family.NETWORK, "loses packets"),
  /** Connections to it are reset. */
  RESETS(Family.NETWORK, "has its connections reset"),
  /** What it sends to its peers takes its time. */
  LATENCY(Family.NETWORK, "slow links"),
  /** What it sends to its peers comes in tiny pieces, slowly. */
  SLICES(Family.NETWORK, "thin links"),
  /** Streams to its peers end somewhere in the middle. */
  CUT_STREAMS(Family.NETWORK, "streams cut off"),
  /** Bytes to its peers are changed on their way. */
  CORRUPT_STREAMS(Family.NETWORK, "bytes changed on their way"),
  /** Its disk has not a byte left. */
  DISK_FULL(Family.DISK, "disk full"),
  /** Its disk cannot be written to. */
  DISK_READ_ONLY(Family.DISK, "disk read-only"),
  /** Its disk is slow. */
  DISK_SLOW(Family.DISK, "disk slow"),
  /** Its disk fails all writes; a new start finds it well. */
  DISK_FAILS(Family.DISK, "disk fails"),
  /** All that it had not synced is lost. */
  POWER_CUT(Family.DISK, "power cut"),
  /** The same, of several at once. */
  POWER_CUT_TOGETHER(Family.DISK, "power cut together"),
  /** Some of its blob files decay. */
  BIT_ROT(Family.DISK, "blob files decay"),
  /** Its wall clock jumps, and back at the end. */
  CLOCK_JUMP(Family.MACHINE, "clock jumps"),
  /** Its wall clock jumps to and fro. */
  CLOCK_STROBE(Family.MACHINE, "clock jumps to and fro"),
  /** It may open no more files. */
  DESCRIPTORS(Family.MACHINE, "no descriptors left"),
  /** It gets a tenth of a processor. */
  STARVED(Family.MACHINE, "starved of processor time"),
  /** Clients send half of a body and leave. */
  CLIENTS_LEAVE(Family.CLIENTS, "clients leave in the middle"),
  /** All that it has is gone; an operator gives its seat to what starts there with nothing. */
  DISK_LOST(Family.RING, "its disk is lost and it is replaced"),
  /** It hands all over and leaves the ring, and joins it again with an empty disk. */
  LEAVE_AND_JOIN(Family.RING, "leaves the ring and joins it again");

  /** What is hurt. */
  public enum Family {
    PROCESS,
    NETWORK,
    DISK,
    MACHINE,
    CLIENTS,
    RING
  }

  private final Family family;
  private final String words;

  FaultKind(Family family, String words) {
    this.family = family;
    this.words = words;
  }

  public Family family() {
    return family;
  }

  /** Among fewer nodes it would do nothing, or leave fewer than there have to be. */
  int nodesMin() {
    return switch (this) {
      case MAJORITIES_RING, LEAVE_AND_JOIN -> 4;
      case DISK_LOST -> 3;
      default -> 1;
    };
  }

  /** What the node is then, for people. */
  public String words() {
    return words;
  }
}
