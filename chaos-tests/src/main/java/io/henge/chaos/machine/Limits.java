package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How many descriptors a running process may have, and how much of the processors. */
public final class Limits {
  private static final Pattern DESCRIPTORS =
      Pattern.compile("Max open files +(\\d+|unlimited) +(\\d+|unlimited) .*");

  private static final long PERIOD_MICROS = 20_000;

  /** The least share that the kernel takes of such a period. */
  private static final long QUOTA_MICROS_MIN = 1_000;

  /** Control groups, each for one process, whose number is the last one. */
  private static final OwnedNames GROUPS = new OwnedNames("henge-cpu-", "-\\d+");

  private Limits() {}

  /** Why the descriptors of a process cannot be limited, empty when they can. */
  public static Optional<String> descriptorsRefusal() {
    Optional<String> missing = Command.missing("prlimit", "--version");
    if (missing.isPresent()) {
      return missing;
    }
    long own = ProcessHandle.current().pid();
    Command tried = Command.run(prlimit(own, softDescriptors(own)));
    return tried.exit() == 0 ? Optional.empty() : Optional.of(tried.output().strip());
  }

  /**
   * How many descriptors a process may have from now on. Those that it has stay, even if they are
   * more; it gets no further ones.
   */
  public static void descriptors(long pid, long most) {
    Command.must(prlimit(pid, Long.toString(most)).toArray(String[]::new));
  }

  /** The end of {@link #descriptors}: as many as a JVM takes at its start, all that it may have. */
  public static void allDescriptors(long pid) {
    Command.must(prlimit(pid, hardDescriptors(pid)).toArray(String[]::new));
  }

  /** How many descriptors a process has now. */
  public static long openDescriptors(long pid) {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> prlimit(long pid, String soft) {
    String limit = "--nofile=" + soft + ":" + hardDescriptors(pid);
    return List.of("prlimit", "--pid", Long.toString(pid), limit);
  }

  private static String softDescriptors(long pid) {
    return limitOfDescriptors(pid).group(1);
  }

  private static String hardDescriptors(long pid) {
    return limitOfDescriptors(pid).group(2);
  }

  private static Matcher limitOfDescriptors(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "limits"))) {
      return lines.map(DESCRIPTORS::matcher).filter(Matcher::matches).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why a process's share of the processors cannot be limited, empty when it can. */
  public static Optional<String> cpuRefusal() {
    Optional<Path> parent = ControlGroup.own("cpu");
    if (parent.isEmpty()) {
      return Optional.of("there is no cpu controller of control groups, version 1");
    }
    try {
      long own = ProcessHandle.current().pid();
      Files.createDirectories(group(parent.get(), own));
      Files.delete(group(parent.get(), own));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no control group can be made: " + e);
    }
  }

  /** How many processors' time a process gets at most from now on: 0.1 is a tenth of one. */
  public static void cpu(long pid, double processors) {
    Path group = group(ControlGroup.own("cpu").orElseThrow(), pid);
    long quota = Math.max(QUOTA_MICROS_MIN, Math.round(processors * PERIOD_MICROS));
    try {
      Files.createDirectories(group);
      Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
      Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of {@link #cpu}, also for a process that is gone. */
  public static void allCpu(long pid) {
    Path parent = ControlGroup.own("cpu").orElseThrow();
    remove(parent, group(parent, pid));
  }

  /** Whether a process had to wait because of its share. */
  static boolean wasThrottled(long pid) {
    Path stat = group(ControlGroup.own("cpu").orElseThrow(), pid).resolve("cpu.stat");
    try (Stream<String> lines = Files.lines(stat)) {
      return lines.anyMatch(line -> line.matches("nr_throttled [1-9]\\d*"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path group(Path parent, long pid) {
    return parent.resolve(GROUPS.own() + "-" + pid);
  }

  /** Takes its processes out first: a group with processes cannot be removed. */
  private static void remove(Path parent, Path group) {
    try {
      for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
        Files.writeString(parent.resolve("cgroup.procs"), pid);
      }
      Files.deleteIfExists(group);
    } catch (NoSuchFileException gone) {
      // Somebody else removed it.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the groups of processes that are gone. */
  public static void sweep() {
    ControlGroup.own("cpu").ifPresent(Limits::sweep);
  }

  private static void sweep(Path parent) {
    try (Stream<Path> groups = Files.list(parent)) {
      groups
          .filter(group -> GROUPS.isOrphan(group.getFileName().toString()))
          .filter(Files::isWritable)
          .toList()
          .forEach(group -> remove(parent, group));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
