package io.henge.bench.load;

import java.util.Locale;

/** What a request asks for. */
enum Operation {
  PUT,
  GET,
  DELETE;

  /** The name in options and tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Throws IllegalArgumentException when there is none of that name. */
  static Operation ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
