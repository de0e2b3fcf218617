package io.henge.chaos.report;

/** What the drawings of a page fill areas with, and end arrows with. */
final class Patterns {
  private Patterns() {}

  static void define(Markup out) {
    out.open("svg", "class", "defs", "width", "0", "height", "0", "aria-hidden", "true");
    out.open("defs");
    hatch(out, "hatch-refused", "45");
    hatch(out, "hatch-unknown", "-45");
    hatch(out, "hatch-notready", "90");
    out.open(
        "marker",
        "id",
        "head",
        "viewBox",
        "0 0 6 6",
        "refX",
        "5.5",
        "refY",
        "3",
        "markerUnits",
        "userSpaceOnUse",
        "markerWidth",
        "7",
        "markerHeight",
        "7",
        "orient",
        "auto");
    out.empty("path", "class", "head", "d", "M0 0L6 3L0 6z").close();
    out.close().closeLine();
  }

  private static void hatch(Markup out, String name, String turn) {
    out.open(
        "pattern",
        "id",
        name,
        "width",
        "4",
        "height",
        "4",
        "patternUnits",
        "userSpaceOnUse",
        "patternTransform",
        "rotate(" + turn + ")");
    out.empty("rect", "class", "ground", "width", "4", "height", "4");
    out.empty("rect", "class", "stripe", "width", "1.6", "height", "4").close();
  }
}
