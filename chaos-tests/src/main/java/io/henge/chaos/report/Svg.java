package io.henge.chaos.report;

/** Draws the few shapes that the report is made of. Looks are the style sheet's, by class. */
final class Svg {
  private final Markup out;

  private Svg(Markup out) {
    this.out = out;
  }

  /** Begins a drawing, and tells what it shows to those who do not see it. */
  static Svg begin(Markup out, double width, double height, String shows) {
    String size = "0 0 " + Markup.px(width) + " " + Markup.px(height);
    out.open("svg", "viewBox", size, "role", "img", "aria-label", shows);
    return new Svg(out);
  }

  void end() {
    out.closeLine();
  }

  void rect(String style, double x, double y, double width, double height) {
    out.empty("rect", rectangle(style, x, y, width, height));
  }

  /** One that says more when it is pointed at. */
  void rect(String style, double x, double y, double width, double height, String says) {
    out.open("rect", rectangle(style, x, y, width, height)).element("title", says).close();
  }

  private static String[] rectangle(String style, double x, double y, double width, double height) {
    return new String[] {
      "class", style,
      "x", Markup.px(x),
      "y", Markup.px(y),
      "width", Markup.px(width),
      "height", Markup.px(height)
    };
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    path(style, "M%s %sL%s %s".formatted(px(x1), px(y1), px(x2), px(y2)));
  }

  void path(String style, String way) {
    if (!way.isEmpty()) {
      out.empty("path", "class", style, "d", way);
    }
  }

  void text(String style, double x, double y, String text) {
    out.element("text", text, "class", style, "x", px(x), "y", px(y));
  }

  private static String px(double value) {
    return Markup.px(value);
  }
}
