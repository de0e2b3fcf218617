package io.henge.chaos.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Schedules that are always the same: each kind of fault alone, under the kind's name in lower case
 * and with dashes, and some that were thought out.
 */
public final class Scenarios {
  private static final long SEED = 1;
  private static final long LASTS_MILLIS = 18_000;
  private static final long AT_MILLIS = 2_000;
  private static final long FOR_MILLIS = 9_000;
  private static final int NODES_MIN = 3;

  private final int nodes;
  private final Map<String, Schedule> all = new TreeMap<>();

  /** For so many nodes, 3 or more. */
  public Scenarios(int nodes) {
    if (nodes < NODES_MIN) {
      throw new IllegalArgumentException("3 nodes or more: " + nodes);
    }
    this.nodes = nodes;
    for (FaultKind kind : FaultKind.values()) {
      if (kind.nodesMin() <= nodes) {
        add(nameOf(kind), step(AT_MILLIS, FOR_MILLIS, kind, victims(kind)));
      }
    }
    add("quiet");
    add("cold-start", step(AT_MILLIS, 2_000, FaultKind.KILL_TOGETHER, everyone()));
    add(
        "cold-start-with-one-late",
        step(AT_MILLIS, 2_000, FaultKind.KILL_TOGETHER, everyone()),
        step(AT_MILLIS, 8_000, FaultKind.KILL, List.of(2)));
    add(
        "power-cut-of-slow-disks",
        step(AT_MILLIS, 6_000, FaultKind.DISK_SLOW, everyone()),
        step(AT_MILLIS + 4_000, 2_000, FaultKind.POWER_CUT_TOGETHER, everyone()));
    add(
        "power-cut-of-a-slow-disk",
        step(AT_MILLIS, 9_000, FaultKind.DISK_SLOW, List.of(1)),
        step(AT_MILLIS + 2_500, 1_000, FaultKind.POWER_CUT, List.of(1)),
        step(AT_MILLIS + 6_000, 1_000, FaultKind.POWER_CUT, List.of(1)));
    add("power-cut-of-all", step(AT_MILLIS, 2_000, FaultKind.POWER_CUT_TOGETHER, everyone()));
    add(
        "one-dies-while-another-sleeps",
        step(AT_MILLIS, 9_000, FaultKind.PAUSE, List.of(1)),
        step(AT_MILLIS + 2_000, 4_000, FaultKind.KILL, List.of(2)));
    add(
        "stand-ins-die-before-they-hand-over",
        step(AT_MILLIS, 5_000, FaultKind.KILL, List.of(1)),
        step(AT_MILLIS + 5_000, 3_000, FaultKind.KILL, List.of(2)),
        step(AT_MILLIS + 8_000, 1_500, FaultKind.KILL, List.of(3)));
    add(
        "disk-full-while-it-catches-up",
        step(AT_MILLIS, 4_000, FaultKind.KILL, List.of(1)),
        step(AT_MILLIS + 3_500, 5_000, FaultKind.DISK_FULL, List.of(1)));
    add(
        "two-disks-fail-while-the-third-is-down",
        step(AT_MILLIS, 8_000, FaultKind.KILL, List.of(3)),
        step(AT_MILLIS + 2_000, 4_000, FaultKind.DISK_FAILS, List.of(1, 2)));
    add(
        "rot-while-others-are-away",
        step(AT_MILLIS, 8_000, FaultKind.BIT_ROT, List.of(1)),
        step(AT_MILLIS + 2_000, 3_000, FaultKind.KILL, List.of(2)));
    add(
        "disk-lost-while-another-is-down",
        step(AT_MILLIS, 5_000, FaultKind.KILL, List.of(3)),
        step(AT_MILLIS + 1_000, 9_000, FaultKind.DISK_LOST, List.of(2)));
    if (FaultKind.LEAVE_AND_JOIN.nodesMin() <= nodes) {
      add(
          "ring-changes-while-one-is-down",
          step(AT_MILLIS, 12_000, FaultKind.LEAVE_AND_JOIN, List.of(2)),
          step(AT_MILLIS + 1_000, 5_000, FaultKind.KILL, List.of(3)));
      add(
          "ring-changes-while-it-restarts",
          step(AT_MILLIS, 12_000, FaultKind.LEAVE_AND_JOIN, List.of(2)),
          step(AT_MILLIS, 9_000, FaultKind.ROLLING_RESTART, everyone()));
    }
    add(
        "cut-while-clocks-disagree",
        step(AT_MILLIS, 9_000, FaultKind.CLOCK_JUMP, List.of(1, 2)),
        step(AT_MILLIS + 1_500, 5_000, FaultKind.HALVES, List.of(1, 3)));
  }

  private void add(String name, Step... steps) {
    all.put(name, new Schedule(name, SEED, nodes, LASTS_MILLIS, List.of(steps)));
  }

  private static Step step(long at, long lasts, FaultKind kind, List<Integer> nodes) {
    return new Step(at, lasts, kind, nodes, SEED);
  }

  private List<Integer> everyone() {
    return IntStream.rangeClosed(1, nodes).boxed().toList();
  }

  private List<Integer> victims(FaultKind kind) {
    return switch (kind) {
      case ROLLING_RESTART, MAJORITIES_RING, SWIZZLE -> everyone();
      case KILL_TOGETHER, POWER_CUT_TOGETHER -> everyone().subList(0, nodes / 2 + 1);
      case HALVES, BRIDGE -> everyone().subList(0, nodes / 2);
      case CLIENTS_CUT -> everyone().subList(0, nodes - 1);
      default -> List.of(2);
    };
  }

  /** The name of the scenario of one kind alone. */
  public static String nameOf(FaultKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names, in order. */
  public List<String> names() {
    return new ArrayList<>(all.keySet());
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Schedule of(String name) {
    Schedule found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no scenario " + name + "; there are " + names());
    }
    return found;
  }
}
