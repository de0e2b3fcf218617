package io.henge.chaos.report;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What each node was, from one look at it to the next. */
final class NodeBars {
  private static final double LANE = 16;
  private static final double SIGN = 6;

  private final TimeAxis axis;
  private final int nodes;
  private final List<Stretch> stretches = new ArrayList<>();

  /** A time through which a node was always the same. */
  private record Stretch(int node, Sample.State state, long fromMicros, long toMicros) {
    String says() {
      return "node %d %s, %s s to %s s"
          .formatted(node, word(state), Words.moment(fromMicros, 1), Words.moment(toMicros, 1));
    }
  }

  NodeBars(TimeAxis axis, History history) {
    this.axis = axis;
    int seen = history.samples().stream().mapToInt(Sample::node).max().orElse(0);
    this.nodes = Math.max(history.header().nodes(), seen);
    for (int node = 1; node <= nodes; node++) {
      int number = node;
      stretch(
          history.samples().stream()
              .filter(it -> it.node() == number)
              .sorted(Comparator.comparingLong(Sample::atMicros))
              .toList());
    }
  }

  private void stretch(List<Sample> samples) {
    for (int from = 0; from < samples.size(); ) {
      Sample first = samples.get(from);
      int to = from + 1;
      while (to < samples.size() && samples.get(to).state() == first.state()) {
        to++;
      }
      long until = to < samples.size() ? samples.get(to).atMicros() : axis.lengthMicros();
      stretches.add(new Stretch(first.node(), first.state(), first.atMicros(), until));
      from = to;
    }
  }

  double height() {
    return nodes * LANE;
  }

  void draw(Svg svg, double top) {
    for (int node = 1; node <= nodes; node++) {
      svg.text("e", TimeAxis.LEFT - 8, top + (node - 1) * LANE + 11, "node " + node);
    }
    for (Stretch stretch : stretches) {
      double x = axis.x(stretch.fromMicros);
      double y = top + (stretch.node - 1) * LANE;
      double width = Math.max(1, axis.x(stretch.toMicros) - x);
      String word = word(stretch.state);
      if (stretch.state == Sample.State.READY) {
        svg.rect("ready", x, y + 5, width, 4, stretch.says());
      } else {
        svg.rect(word.replace(" ", ""), x, y + 1, width, LANE - 4, stretch.says());
        if (width > word.length() * SIGN + 6) {
          svg.text("name", x + 3, y + 10.5, word);
        }
      }
    }
  }

  private static String word(Sample.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
