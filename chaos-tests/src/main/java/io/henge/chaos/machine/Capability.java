package io.henge.chaos.machine;

/** What a machine must allow for a fault; see {@link Probe}. */
public enum Capability {
  NETWORKS("a network for each node"),
  CUTS("cutting nodes off, one way as well, and by ports"),
  RELAYS("slow, broken and corrupted streams between nodes"),
  LOSS("lost packets and reset connections"),
  OWN_DISKS("a disk for each node"),
  FULL_DISK("a full disk"),
  READ_ONLY_DISK("a read-only disk"),
  BROKEN_DISK("a broken disk"),
  POWER_CUT("a power cut"),
  SLOW_DISK("a slow disk"),
  DESCRIPTORS("too few descriptors"),
  CPU("too little of the processors"),
  CLOCK("a clock that jumps");

  private final String label;

  Capability(String label) {
    this.label = label;
  }

  /** What can be done, in words. */
  public String label() {
    return label;
  }
}
