package io.henge.ring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Known answers kept as JSON beside the tests: a read-only view by name. */
public record TestJson(Object value) {
  /** Reads a resource that stands beside a class. */
  public static TestJson resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new TestJson(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String name) {
    return ((Map<?, ?>) value).containsKey(name);
  }

  public TestJson get(String name) {
    return new TestJson(((Map<?, ?>) value).get(name));
  }

  public Stream<String> names() {
    return ((Map<?, ?>) value).keySet().stream().map(String.class::cast);
  }

  public List<TestJson> items() {
    return ((List<?>) value).stream().map(item -> new TestJson(item)).toList();
  }

  public String string() {
    return (String) value;
  }

  public int integer() {
    return Math.toIntExact((Long) value);
  }

  public int integer(String name) {
    return get(name).integer();
  }

  /** A number of 64 bits without sign. */
  public long unsigned() {
    return Long.parseUnsignedLong(value.toString());
  }

  public int[] integers() {
    return items().stream().mapToInt(TestJson::integer).toArray();
  }

  /** An array of arrays, laid end to end. */
  public int[] rows() {
    return items().stream()
        .flatMap(row -> row.items().stream())
        .mapToInt(TestJson::integer)
        .toArray();
  }
}
