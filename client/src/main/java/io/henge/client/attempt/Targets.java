package io.henge.client.attempt;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;

/** Puts paths and queries together. */
final class Targets {
  private Targets() {}

  /** A path with parameters, those with an empty value by their name alone. */
  static String of(String path, Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return path;
    }
    StringJoiner query = new StringJoiner("&", path + "?", "");
    parameters.forEach(
        (name, value) -> query.add(value.isEmpty() ? name : name + "=" + escaped(value)));
    return query.toString();
  }

  private static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
