package io.henge.chaos.report;

/** Parts that several tables of the page have. */
final class Tables {
  private Tables() {}

  static void head(Markup out, String... columns) {
    out.open("thead").open("tr");
    for (String column : columns) {
      if (column.isEmpty()) {
        out.element("td", "");
      } else {
        out.element("th", column, "scope", "col");
      }
    }
    out.close().closeLine();
  }

  static void row(Markup out, String name, String value) {
    out.open("tr").element("th", name, "scope", "row").element("td", value).closeLine();
  }

  /** Begins what may be wider than the page, and can be moved with the keyboard, too. */
  static void scroll(Markup out, String style, String name) {
    out.open("div", "class", style, "tabindex", "0", "role", "region", "aria-label", name);
  }

  /** The colour of a fault's family. */
  static void swatch(Markup out, FaultFamily family) {
    out.element("span", "", "class", "swatch " + family.style(), "aria-hidden", "true");
  }

  /** A command, of which a click selects all. */
  static void command(Markup out, String command) {
    out.element("pre", command, "class", "command", "tabindex", "0").text("\n");
  }
}
