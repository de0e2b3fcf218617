package io.henge.chaos.report;

import io.henge.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Who did what to a key: a lane for each client, a bar for each operation, an arrow from a write to
 * each read that showed it. From each beginning or end of an operation to the next it is the same
 * way, however long it took: what matters is what came before what.
 */
final class StoryDrawing {
  static final int OPERATIONS_MAX = 32;

  private static final double LANE = 30;
  private static final double BAR = 9;
  private static final double SIGN = 5.9;
  private static final double LEFT = 74;
  private static final double RIGHT = 940;
  private static final int NAME_MAX = 16;
  private static final int TICKS = 8;

  private final Story story;
  private final Set<Long> named;
  private final List<Operation> operations;
  private final TreeMap<Long, Double> xs = new TreeMap<>();
  private final List<Integer> clients;
  private final Map<String, Operation> writes = new HashMap<>();
  private final Map<Integer, List<double[]>> taken = new HashMap<>();
  private double top;

  StoryDrawing(Story story) {
    this.story = story;
    this.named = story.named();
    this.operations = story.nearest(OPERATIONS_MAX);
    this.clients = operations.stream().map(Operation::client).distinct().sorted().toList();
    operations.forEach(it -> it.write().ifPresent(name -> writes.put(name, it)));
    long[] moments =
        operations.stream()
            .flatMapToLong(it -> LongStream.of(it.beganMicros(), it.endedMicros()))
            .sorted()
            .distinct()
            .toArray();
    for (int i = 0; i < moments.length; i++) {
      xs.put(moments[i], LEFT + (RIGHT - LEFT) * i / Math.max(1, moments.length - 1));
    }
  }

  void draw(Markup out, List<FaultSpan> spans) {
    FaultBands bands = new FaultBands(this::x, RIGHT, during(spans));
    top = bands.height();
    double bottom = top + clients.size() * LANE + 4;
    Svg svg = Svg.begin(out, TimeAxis.WIDTH, bottom + 20, told());
    bands.shade(svg, bottom);
    bands.name(svg);
    for (int client : clients) {
      svg.line("grid", LEFT, y(client) + BAR / 2, RIGHT, y(client) + BAR / 2);
      svg.text("e", LEFT - 8, y(client) + BAR, "client " + client);
    }
    operations.forEach(it -> arrows(svg, it));
    operations.forEach(it -> bar(svg, it));
    operations.stream()
        .sorted(Comparator.comparing(it -> !named.contains(it.number())))
        .forEach(it -> name(svg, it));
    ticks(svg, bottom);
    svg.end();
  }

  private String told() {
    return "Operations on the key by client, in the order of time: %d of %d that the table below lists"
        .formatted(operations.size(), story.operations().size());
  }

  private List<FaultSpan> during(List<FaultSpan> spans) {
    return spans.stream()
        .filter(it -> it.fromMicros() < xs.lastKey() && it.toMicros() > xs.firstKey())
        .toList();
  }

  /** Where a moment is, also one between two others. */
  private double x(long micros) {
    Map.Entry<Long, Double> before = xs.floorEntry(micros);
    Map.Entry<Long, Double> after = xs.ceilingEntry(micros);
    if (before == null || after == null) {
      return before == null ? LEFT : RIGHT;
    }
    if (before.getKey().equals(after.getKey())) {
      return before.getValue();
    }
    double share = (double) (micros - before.getKey()) / (after.getKey() - before.getKey());
    return before.getValue() + share * (after.getValue() - before.getValue());
  }

  private double y(int client) {
    return top + clients.indexOf(client) * LANE + LANE - BAR - 6;
  }

  private void bar(Svg svg, Operation operation) {
    double x = x(operation.beganMicros());
    double width = Math.max(3, x(operation.endedMicros()) - x);
    String style = operation.outcome().name().toLowerCase(Locale.ROOT);
    style += operation.kind().isWrite() ? " write" : " read";
    style += named.contains(operation.number()) ? " found" : "";
    svg.rect(style, x, y(operation.client()), width, BAR, said(operation));
  }

  private void name(Svg svg, Operation operation) {
    String name = Words.beginning(label(operation), NAME_MAX + 6);
    double x = x(operation.beganMicros());
    double width = name.length() * SIGN;
    double from = Math.min(x, TimeAxis.WIDTH - width);
    List<double[]> lane = taken.computeIfAbsent(operation.client(), client -> new ArrayList<>());
    if (lane.stream().noneMatch(it -> from < it[1] && it[0] < from + width + 4)) {
      lane.add(new double[] {from, from + width + 4});
      String style = named.contains(operation.number()) ? "op found" : "op";
      svg.text(style, from, y(operation.client()) - 3, name);
    }
  }

  private static String label(Operation operation) {
    if (operation.kind().isWrite()) {
      String verb = operation.kind() == Operation.Kind.DELETE ? "DELETE " : "PUT ";
      return verb + Words.ending(operation.write().orElse(""), NAME_MAX);
    }
    return switch (operation.shown().size()) {
      case 0 -> operation.outcome() == Operation.Outcome.OK ? "→ nothing" : "→ ?";
      case 1 -> "→ " + Words.ending(operation.shown().get(0), NAME_MAX);
      default -> "→ " + operation.shown().size() + " versions";
    };
  }

  private static String said(Operation operation) {
    return "#%d %s %s, %s s to %s s"
        .formatted(
            operation.number(),
            label(operation),
            operation.outcome().name().toLowerCase(Locale.ROOT),
            Words.moment(operation.beganMicros(), 4),
            Words.moment(operation.endedMicros(), 4));
  }

  private void arrows(Svg svg, Operation read) {
    String found = named.contains(read.number()) ? " found" : "";
    for (String name : read.shown()) {
      Operation write = writes.get(name);
      if (write != null) {
        svg.path("arrow" + found, arrow(write, read));
      }
    }
  }

  /** From a write's end, or its beginning if it was read before it ended, to the read's end. */
  private String arrow(Operation write, Operation read) {
    double toX = x(read.endedMicros());
    boolean early = write.endedMicros() > read.endedMicros();
    double fromX = x(early ? write.beganMicros() : write.endedMicros());
    double fromY = y(write.client()) + BAR / 2;
    double toY = y(read.client()) + BAR / 2;
    double bow = Math.max(10, Math.abs(toX - fromX) * 0.35);
    double lift = fromY == toY ? 16 : 0;
    return "M%s %sC%s %s %s %s %s %s"
        .formatted(
            Markup.px(fromX),
            Markup.px(fromY),
            Markup.px(fromX + bow),
            Markup.px(fromY + lift),
            Markup.px(toX - bow),
            Markup.px(toY + lift),
            Markup.px(toX),
            Markup.px(toY));
  }

  private void ticks(Svg svg, double bottom) {
    svg.line("axis", LEFT, bottom, RIGHT, bottom);
    List<Map.Entry<Long, Double>> moments = List.copyOf(xs.entrySet());
    int step = Math.max(1, moments.size() / TICKS);
    for (int i = 0; i < moments.size(); i += step) {
      double x = moments.get(i).getValue();
      svg.line("axis", x, bottom, x, bottom + 4);
      svg.text(
          "m dim", x, bottom + 15, Words.moment(moments.get(i).getKey(), 3) + (i == 0 ? " s" : ""));
    }
  }
}
