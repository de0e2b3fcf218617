package io.henge.chaos.machine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be done to nodes on this machine: everything is tried once on something made for that,
 * which takes a few seconds.
 */
public final class Probe {
  private final Map<Capability, Optional<String>> found = new EnumMap<>(Capability.class);

  private Probe() {}

  /** Something that is tried; fails with what is wrong. */
  @FunctionalInterface
  interface Trial {
    void run() throws Exception;
  }

  /**
   * Why something is not possible here, and nothing for what is.
   *
   * @param nodeTests the compiled tests of the node, where the main class with the clock is
   */
  public static Map<Capability, Optional<String>> run(Path nodeTests) {
    Probe probe = new Probe();
    probe.networks();
    probe.disks();
    probe.attempt(Capability.DESCRIPTORS, Limits.descriptorsRefusal(), Probe::descriptors);
    probe.attempt(Capability.CPU, Limits.cpuRefusal(), Probe::cpu);
    boolean hasClock = Files.exists(nodeTests.resolve("io/henge/node/SkewedNode.class"));
    probe.attempt(
        Capability.CLOCK,
        hasClock ? Optional.empty() : Optional.of("the node's tests are not compiled"),
        () -> {});
    return probe.found;
  }

  /** A line for each thing that is not possible. */
  public static List<String> reduced(Map<Capability, Optional<String>> found) {
    List<String> lines = new ArrayList<>();
    found.forEach(
        (capability, reason) ->
            reason.ifPresent(
                why -> lines.add("REDUCED, without %s: %s".formatted(capability.label(), why))));
    return lines;
  }

  private void attempt(Capability capability, Optional<String> refusal, Trial trial) {
    found.put(capability, refusal.isPresent() ? refusal : failure(trial));
  }

  private static Optional<String> failure(Trial trial) {
    try {
      trial.run();
      return Optional.empty();
    } catch (Exception | AssertionError e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      return message.lines().findFirst();
    }
  }

  private static void require(boolean has, String otherwise) throws IOException {
    if (!has) {
      throw new IOException(otherwise);
    }
  }

  private void networks() {
    Optional<String> refusal = Networks.refusal();
    found.put(Capability.NETWORKS, refusal);
    if (refusal.isPresent()) {
      found.put(Capability.CUTS, refusal);
      found.put(Capability.RELAYS, refusal);
      found.put(Capability.LOSS, refusal);
      return;
    }
    try (Networks networks = Networks.make(2)) {
      NetworkTrials trials = new NetworkTrials(networks);
      attempt(Capability.CUTS, Optional.empty(), trials::cut);
      attempt(Capability.RELAYS, Relays.refusal(networks), trials::relay);
      attempt(Capability.LOSS, PacketFaults.refusal(networks), trials::loss);
    }
  }

  private void disks() {
    Optional<String> refusal = NodeDisk.refusal(NodeDisk.Kind.EXT4);
    found.put(Capability.OWN_DISKS, refusal);
    try (DiskTrials trials = new DiskTrials(NodeDisk.best())) {
      attempt(Capability.FULL_DISK, Optional.empty(), trials::full);
      attempt(Capability.SLOW_DISK, refusal.or(Throttle::refusal), trials::slow);
      attempt(Capability.READ_ONLY_DISK, refusal, trials::readOnly);
      attempt(Capability.BROKEN_DISK, refusal, trials::broken);
      attempt(Capability.POWER_CUT, refusal, trials::powerCut);
    }
  }

  private static void descriptors() throws Exception {
    Process opener = new ProcessBuilder("sh", "-c", "read go && exec 5</dev/null").start();
    try {
      Limits.descriptors(opener.pid(), 3);
      opener.getOutputStream().write('\n');
      opener.getOutputStream().close();
      require(opener.waitFor() != 0, "a limit of descriptors has no effect");
    } finally {
      opener.destroyForcibly();
    }
  }

  private static void cpu() throws Exception {
    Process busy = new ProcessBuilder("sh", "-c", "while true; do true; done").start();
    try {
      Limits.cpu(busy.pid(), 0.1);
      await().atMost(Duration.ofSeconds(3)).until(() -> Limits.wasThrottled(busy.pid()));
      Limits.allCpu(busy.pid());
    } finally {
      busy.destroyForcibly();
    }
  }
}
