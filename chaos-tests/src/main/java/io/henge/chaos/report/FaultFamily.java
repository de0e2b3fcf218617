package io.henge.chaos.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Faults of a kind have a colour in common. The first family that knows a name has it. */
enum FaultFamily {
  RING("other", "ring change|join|leave|replace"),
  DISK("disk", "disk|fsync|read-only|bit rot|bit flip|file"),
  CLOCK("clock", "clock|skew"),
  KILL("kill", "kill|crash|power|restart|sigterm"),
  PAUSE("pause", "pause|freeze|frozen|flap|stop"),
  LINK("link", "latency|delay|loss|reset|slow|stream|corrupt|bandwidth"),
  PARTITION(
      "partition", "partition|cut|isolat|half|halves|majorit|bridge|one-way|plane|clog|network"),
  OTHER("other", "");

  private final String style;
  private final Pattern names;

  FaultFamily(String style, String names) {
    this.style = style;
    this.names = Pattern.compile(names);
  }

  static FaultFamily of(String fault) {
    String name = fault.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(family -> family.names.matcher(name).find())
        .findFirst()
        .orElse(OTHER);
  }

  /** What style sheets call it. */
  String style() {
    return style;
  }
}
