package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.henge.chaos.Reduced;
import io.henge.chaos.cluster.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What this machine allows, limits of processes, and that nothing is left of a killed harness. */
class MachineIT {
  @Test
  void everything_is_tried() {
    long begin = System.nanoTime();
    Map<Capability, Optional<String>> found =
        Probe.run(NodeProcess.JAR.resolveSibling("test-classes"));
    System.out.printf("MachineIT: tried in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    Probe.reduced(found).forEach(line -> System.out.println("MachineIT: " + line));
    assertThat(found).containsOnlyKeys(Capability.values());
    if (found.get(Capability.NETWORKS).isEmpty()) {
      assertThat(found.get(Capability.CUTS)).isEmpty();
    }
  }

  @Test
  void a_process_gets_no_more_descriptors_than_it_may_have() throws IOException {
    assumeFalse(Reduced.is("MachineIT, descriptors", Limits.descriptorsRefusal()), "REDUCED");
    try (Victim.Running victim = Victim.Running.begin("open")) {
      long pid = victim.process().pid();
      assertThat(victim.ask("100")).isEqualTo("100");
      Limits.descriptors(pid, Limits.openDescriptors(pid) + 20);
      assertThat(Integer.parseInt(victim.ask("100"))).isLessThanOrEqualTo(20);
      Limits.descriptors(pid, 10);
      assertThat(victim.ask("1")).isEqualTo("0");
      Limits.allDescriptors(pid);
      assertThat(victim.ask("100")).isEqualTo("100");
    }
  }

  @Test
  void a_process_waits_when_its_share_of_the_processors_is_used_up() throws IOException {
    assumeFalse(Reduced.is("MachineIT, processors", Limits.cpuRefusal()), "REDUCED");
    Process busy = new ProcessBuilder("sh", "-c", "while true; do true; done").start();
    try {
      Limits.cpu(busy.pid(), 0.05);
      await().until(() -> Limits.wasThrottled(busy.pid()));
      Limits.allCpu(busy.pid());
      Limits.allCpu(busy.pid());
      assertThat(cpuGroups()).noneMatch(name -> name.endsWith("-" + busy.pid()));
    } finally {
      busy.destroyForcibly();
    }
  }

  @Test
  void nothing_is_left_of_a_killed_owner() throws IOException {
    long pid;
    try (Victim.Running owner = Victim.Running.begin("own")) {
      pid = owner.process().pid();
      assertThat(left(pid)).isNotEmpty();
    }
    System.out.println("MachineIT: left by a killed owner, and removed: " + left(pid));
    assertThat(left(pid)).isNotEmpty();
    Networks.sweep();
    Workspace.sweep();
    Limits.sweep();
    await().untilAsserted(() -> assertThat(left(pid)).isEmpty());
  }

  /** What the system keeps for a process. */
  private static List<String> left(long pid) throws IOException {
    String networks =
        Command.run("ip", "netns").output() + Command.run("ip", "-br", "link").output();
    String mounts = Files.readString(Path.of("/proc/mounts"));
    String loops = Command.run("losetup", "-a").output();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(temporary)) {
      List<String> directories = files.map(Path::toString).toList();
      return Stream.of(
              networks.lines().filter(line -> line.contains("hng" + pid)),
              Stream.of(mounts, loops)
                  .flatMap(String::lines)
                  .filter(line -> line.contains("/henge-mount-" + pid + "-")),
              directories.stream().filter(name -> name.contains("/henge-mount-" + pid + "-")),
              cpuGroups().stream().filter(name -> name.startsWith("henge-cpu-" + pid + "-")))
          .flatMap(lines -> lines)
          .toList();
    }
  }

  private static List<String> cpuGroups() throws IOException {
    Optional<Path> parent = ControlGroup.own("cpu");
    if (parent.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> groups = Files.list(parent.get())) {
      return groups.map(group -> group.getFileName().toString()).toList();
    }
  }
}
