package io.henge.node.metrics;

/**
 * Every metric of a node: its name and its meaning stand here and nowhere else. Labels have few
 * values, known beforehand: methods, codes, reasons, seats; never keys, and never what a client
 * sent.
 */
public enum Metric {
  HTTP_REQUESTS("henge.http.requests", "Requests answered, by method and class of the status"),
  HTTP_REQUEST_TIME("henge.http.request", "Time from a request's head to the end of its answer"),
  HTTP_RECEIVED("henge.http.received", "bytes", "Bytes of request bodies"),
  HTTP_SENT("henge.http.sent", "bytes", "Bytes of answer bodies"),
  HTTP_IN_FLIGHT("henge.http.in.flight", "Requests for blobs that are being worked on"),
  HTTP_CONNECTIONS("henge.http.connections", "Open connections of clients"),
  HTTP_CONNECTIONS_REFUSED("henge.http.connections.refused", "Connections over the bound, closed"),
  HTTP_ERRORS("henge.http.errors", "Answers that are errors, by code"),
  HTTP_ABORTED("henge.http.aborted", "Answers that did not end, by who ended them"),
  HTTP_SLOW_CLIENTS("henge.http.slow.clients", "Connections given up for slowness, by phase"),
  HTTP_PROXIED("henge.http.proxied", "Requests passed on to an owner, by outcome");

  private final String text;
  private final String unit;
  private final String help;

  Metric(String text, String help) {
    this(text, "", help);
  }

  Metric(String text, String unit, String help) {
    this.text = text;
    this.unit = unit;
    this.help = help;
  }

  /** The name with dots; Prometheus shows it with underscores, the unit and a suffix. */
  public String text() {
    return text;
  }

  /** The base unit, empty for a plain count. */
  public String unit() {
    return unit;
  }

  /** One sentence for people. */
  public String help() {
    return help;
  }
}
