package io.henge.chaos.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which faults come when, while clients are at work.
 *
 * @param name for people and files: letters, digits, dashes
 * @param seed what clients draw follows from this
 * @param nodes how many there are
 * @param lastsMillis how long clients work, faults or not
 * @param steps in the order in which they begin
 */
public record Schedule(String name, long seed, int nodes, long lastsMillis, List<Step> steps) {
  private static final String MAGIC = "henge-schedule 1";

  public Schedule {
    if (!name.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("no name of a schedule: " + name);
    }
    steps = steps.stream().sorted(Comparator.comparingLong(Step::atMillis)).toList();
    for (Step step : steps) {
      for (int node : step.nodes()) {
        if (node < 1 || node > nodes) {
          throw new IllegalArgumentException("there is no node " + node);
        }
      }
    }
  }

  /** The same with other faults. */
  public Schedule with(List<Step> others) {
    return new Schedule(name, seed, nodes, lastsMillis, others);
  }

  /** The same with other choices of the clients. */
  public Schedule withSeed(long other) {
    return new Schedule(name, other, nodes, lastsMillis, steps);
  }

  /** The same under another name. */
  public Schedule named(String other) {
    return new Schedule(other, seed, nodes, lastsMillis, steps);
  }

  /** The same in a part of its time. */
  public Schedule hurried(int times) {
    List<Step> faster =
        steps.stream()
            .map(
                step ->
                    new Step(
                        step.atMillis() / times,
                        step.forMillis() / times,
                        step.kind(),
                        step.nodes(),
                        step.draw()))
            .toList();
    return new Schedule(name, seed, nodes, lastsMillis / times, faster);
  }

  /** As text: what {@link #parse} reads. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(MAGIC);
    lines.add("%s %d %d %d".formatted(name, seed, nodes, lastsMillis));
    for (Step step : steps) {
      String who = step.nodes().stream().map(String::valueOf).collect(Collectors.joining(","));
      lines.add(
          "%d %d %s %s %d"
              .formatted(
                  step.atMillis(),
                  step.forMillis(),
                  step.kind(),
                  who.isEmpty() ? "-" : who,
                  step.draw()));
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * Reads a text: the first line says what it is, the second one {@code name seed nodes
   * lastsMillis}, each other one {@code atMillis forMillis FAULT nodes draw}; what begins with
   * {@code #} is left out.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Schedule parse(String text) {
    List<String> lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    if (lines.size() < 2 || !lines.get(0).equals(MAGIC)) {
      throw new IllegalArgumentException("a schedule begins with " + MAGIC);
    }
    String[] head = fields(lines.get(1), 4);
    List<Step> steps = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      String[] fields = fields(line, 5);
      List<Integer> nodes =
          fields[3].equals("-")
              ? List.of()
              : Arrays.stream(fields[3].split(",")).map(Integer::valueOf).toList();
      steps.add(
          new Step(
              Long.parseLong(fields[0]),
              Long.parseLong(fields[1]),
              FaultKind.valueOf(fields[2]),
              nodes,
              Long.parseLong(fields[4])));
    }
    return new Schedule(
        head[0],
        Long.parseLong(head[1]),
        Integer.parseInt(head[2]),
        Long.parseLong(head[3]),
        steps);
  }

  private static String[] fields(String line, int count) {
    String[] fields = line.split("\\s+");
    if (fields.length != count) {
      throw new IllegalArgumentException(count + " fields wanted: " + line);
    }
    return fields;
  }
}
