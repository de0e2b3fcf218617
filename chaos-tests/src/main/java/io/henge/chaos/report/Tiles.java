package io.henge.chaos.report;

/** Single numbers, large enough to be seen from far away. */
final class Tiles {
  private Tiles() {}

  static void tile(Markup out, String name, String number, String remark) {
    out.open("div").element("dt", name).open("dd").text(number);
    if (!remark.isEmpty()) {
      out.text(" ").element("small", remark);
    }
    out.close().closeLine();
  }

  /** The figures of a schedule. */
  static void of(Markup out, Figures figures) {
    out.open("dl", "class", "tiles");
    tile(out, "operations per second", Words.count(Math.round(figures.perSecond())), "");
    tile(out, "served at first try", figures.firstTry().toString(), "");
    tile(out, "served with retries", figures.withRetries().toString(), "");
    tile(
        out,
        "worst second",
        figures.worst().map(it -> it.served().toString()).orElse(Words.NONE),
        figures
            .worst()
            .map(
                it ->
                    "%d of %d at %d s".formatted(it.served().part(), it.served().whole(), it.at()))
            .orElse(""));
    tile(out, "time to recover", recovered(figures), remark(figures));
    tile(
        out,
        "until all are equal",
        figures.untilEqualMicros().isPresent()
            ? Words.took(figures.untilEqualMicros().getAsLong())
            : Words.NONE,
        figures.untilEqualMicros().isPresent() ? "after the last fault" : "was not seen");
    quantile(out, figures, 0.5, "p50");
    quantile(out, figures, 0.99, "p99");
    out.closeLine();
  }

  private static void quantile(Markup out, Figures figures, double share, String name) {
    String number =
        "%s · %s · %s"
            .formatted(
                figures.before().said(share),
                figures.during().said(share),
                figures.after().said(share));
    out.open("div", "class", "wide").element("dt", name + " before · during · after faults");
    out.element("dd", number).closeLine();
  }

  private static String recovered(Figures figures) {
    return figures
        .outage()
        .map(
            it ->
                it.toSecond().isPresent()
                    ? it.toSecond().getAsInt() - it.fromSecond() + " s"
                    : "not seen")
        .orElse("0 s");
  }

  private static String remark(Figures figures) {
    return figures
        .outage()
        .map(it -> "from " + it.fromSecond() + " s on")
        .orElse("no second below 99.9 %");
  }
}
