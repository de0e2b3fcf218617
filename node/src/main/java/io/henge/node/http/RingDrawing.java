package io.henge.node.http;

import io.henge.node.http.RingSectors.Run;
import io.henge.ring.Balance;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.Seat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the ring of a chain entry as one SVG that needs nothing else: a circle of partitions, the
 * primaries innermost, a ring for each further column, and who the members are. While the ring
 * changes it shows the rows that are to be, and hatches what is on its way.
 */
final class RingDrawing {
  private static final int CENTRE = 330;
  private static final int RADIUS = 290;
  private static final int HOLE = 110;
  private static final int LEGEND_X = 670;
  private static final int LEGEND_Y = 118;
  private static final int LINE = 22;
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 660;
  private static final int LISTED_MAX = 500;

  /** Turns of the golden angle keep the colours of few seats, and of many, apart. */
  private static final double GOLDEN_TURN = 0.381966;

  private static final String STYLE =
      """
      .paper { fill: #ffffff; } text { font-family: sans-serif; font-size: 14px; fill: #1b1b1b; }
      .big { font-size: 18px; } .dim { fill: #6a6a6a; } .number { text-anchor: end; }
      .middle { text-anchor: middle; } .cell { stroke: #ffffff; stroke-width: 0.3; }
      .hatch { stroke: #1b1b1b; stroke-width: 2; }
      @media (prefers-color-scheme: dark) {
      .paper { fill: #16181d; } text { fill: #e6e6e6; } .dim { fill: #9a9a9a; }
      .cell { stroke: #16181d; } }
      """;

  private final ChainEntry entry;
  private final Layouts layouts;
  private final RingSectors sectors;
  private final SvgWriter svg = new SvgWriter();

  private RingDrawing(ChainEntry entry) {
    this.entry = entry;
    this.layouts = entry.layouts();
    this.sectors = new RingSectors(layouts);
  }

  /** The drawing of an entry: the same for equal entries. */
  static String of(ChainEntry entry) {
    return new RingDrawing(entry).draw();
  }

  private String draw() {
    int listed = Math.min(layouts.members().size(), LISTED_MAX);
    int height = Math.max(HEIGHT, LEGEND_Y + (listed + 4) * LINE);
    String size = "0 0 " + WIDTH + " " + height;
    svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", size, "role", "img");
    svg.text("title", "The ring by chain entry " + entry.number() + ", " + entry.digest());
    svg.text("style", STYLE);
    svg.open("defs")
        .open(
            "pattern",
            "id",
            "moving",
            "width",
            "7",
            "height",
            "7",
            "patternUnits",
            "userSpaceOnUse",
            "patternTransform",
            "rotate(45)")
        .empty("line", "x1", "0", "y1", "0", "x2", "0", "y2", "7", "class", "hatch")
        .close("pattern")
        .close("defs");
    svg.empty("rect", "class", "paper", "width", "" + WIDTH, "height", "" + height);
    for (int column = 0; column < sectors.columns(); column++) {
      drawColumn(column);
    }
    drawMiddle();
    drawLegend(listed);
    return svg.close("svg").toString();
  }

  private void drawColumn(int column) {
    double thick = (double) (RADIUS - HOLE) / sectors.columns();
    double inner = HOLE + column * thick;
    for (Run run : sectors.runs(column)) {
      // Half a circle at most: an arc that ends where it begins would not be drawn at all.
      int half = Math.max(1, sectors.count() / 2);
      for (int from = run.from(); from < run.to(); from += half) {
        int to = Math.min(run.to(), from + half);
        String path = sectors.count() == 1 ? disc(inner, thick) : arc(from, to, inner, thick);
        svg.empty("path", "class", "cell", "fill", colour(run.seat()), "d", path);
        if (run.isMoving()) {
          svg.empty("path", "fill", "url(#moving)", "d", path);
        }
      }
    }
  }

  private String arc(int from, int to, double inner, double thick) {
    double outer = inner + thick - 1;
    return String.format(
        Locale.ROOT,
        "M%s A%.1f %.1f 0 0 1 %s L%s A%.1f %.1f 0 0 0 %s Z",
        point(from, outer),
        outer,
        outer,
        point(to, outer),
        point(to, inner),
        inner,
        inner,
        point(from, inner));
  }

  /** A sector that is the whole circle: two halves of a band. */
  private String disc(double inner, double thick) {
    double outer = inner + thick - 1;
    return band(outer, 1) + " " + band(inner, 0);
  }

  private static String band(double radius, int sweep) {
    return String.format(
        Locale.ROOT,
        "M%d %.1f A%.1f %.1f 0 0 %d %d %.1f A%.1f %.1f 0 0 %d %d %.1f Z",
        CENTRE,
        CENTRE - radius,
        radius,
        radius,
        sweep,
        CENTRE,
        CENTRE + radius,
        radius,
        radius,
        sweep,
        CENTRE,
        CENTRE - radius);
  }

  /** Where a sector begins, clockwise from the top. */
  private String point(int sector, double radius) {
    double angle = 2 * Math.PI * sector / sectors.count();
    return String.format(
        Locale.ROOT,
        "%.1f %.1f",
        CENTRE + radius * Math.sin(angle),
        CENTRE - radius * Math.cos(angle));
  }

  private void drawMiddle() {
    List<String> lines =
        List.of(
            layouts.partitions().count() + " partitions",
            "rows of " + sectors.columns(),
            "primaries inside");
    int y = CENTRE - LINE / 2;
    for (String line : lines) {
      svg.text("text", line, "class", "middle", "x", "" + CENTRE, "y", "" + y);
      y += LINE;
    }
  }

  private void drawLegend(int listed) {
    say(
        "big",
        LEGEND_X,
        40,
        "chain entry %d, phase %s".formatted(entry.number(), entry.phase().word()));
    if (sectors.partitionsEach() > 1) {
      say(
          "dim",
          LEGEND_X,
          64,
          "each sector is %d partitions, in the colours that are most often there"
              .formatted(sectors.partitionsEach()));
    }
    int y = LEGEND_Y - LINE;
    say("dim", LEGEND_X + 22, y, "seat");
    say("dim", LEGEND_X + 70, y, "peer address");
    say("dim number", LEGEND_X + 290, y, "zone");
    say("dim number", LEGEND_X + 350, y, "weight");
    say("dim number", LEGEND_X + 435, y, "partitions");
    Map<Seat, Integer> before = held(layouts.done());
    Map<Seat, Integer> after = held(layouts.newest());
    y = LEGEND_Y;
    for (Member member : layouts.members().subList(0, listed)) {
      int had = before.getOrDefault(member.seat(), 0);
      int has = after.getOrDefault(member.seat(), 0);
      drawMember(member, y, had, has);
      y += LINE;
    }
    if (listed < layouts.members().size()) {
      say("dim", LEGEND_X, y, "and %d more".formatted(layouts.members().size() - listed));
      y += LINE;
    }
    if (entry.phase() != Phase.DONE) {
      svg.empty(
          "rect",
          "x",
          "" + LEGEND_X,
          "y",
          "" + (y + 9),
          "width",
          "14",
          "height",
          "14",
          "fill",
          "url(#moving)");
      say("dim", LEGEND_X + 22, y + LINE, "gets a new owner; shown are the rows that are to be");
    }
  }

  private void drawMember(Member member, int y, int had, int has) {
    svg.empty(
        "rect",
        "x",
        "" + LEGEND_X,
        "y",
        "" + (y - 12),
        "width",
        "14",
        "height",
        "14",
        "fill",
        colour(member.seat()));
    say("", LEGEND_X + 22, y, Integer.toString(member.seat().number()));
    say("", LEGEND_X + 70, y, member.peer().toString());
    say("number", LEGEND_X + 290, y, Integer.toString(member.zone()));
    say("number", LEGEND_X + 350, y, Integer.toString(member.weight()));
    say("number", LEGEND_X + 435, y, had == has ? "" + has : had + " → " + has);
    say("dim", LEGEND_X + 447, y, becomes(member));
  }

  private String becomes(Member member) {
    if (layouts.givenUp().contains(member.seat())) {
      return "given up";
    }
    if (layouts.isParting(member.node())) {
      return "leaves";
    }
    return layouts.done().memberOf(member.node()).isEmpty() ? "joins" : "";
  }

  private static Map<Seat, Integer> held(Layout layout) {
    Map<Seat, Integer> held = new HashMap<>();
    Balance.of(layout).members().forEach(load -> held.put(load.member().seat(), load.partitions()));
    return held;
  }

  private void say(String style, int x, int y, String text) {
    if (!text.isEmpty()) {
      svg.text("text", text, "class", style, "x", "" + x, "y", "" + y);
    }
  }

  /** A seat keeps its colour, whoever else comes or goes. */
  private static String colour(Seat seat) {
    double hue = seat.number() * GOLDEN_TURN % 1 * 6;
    double[] rgb = {
      Math.abs(hue - 3) - 1, 2 - Math.abs(hue - 2), 2 - Math.abs(hue - 4),
    };
    StringBuilder colour = new StringBuilder("#");
    for (double part : rgb) {
      double full = Math.max(0, Math.min(1, part));
      colour.append(String.format("%02x", (int) (90 + 140 * full)));
    }
    return colour.toString();
  }
}
