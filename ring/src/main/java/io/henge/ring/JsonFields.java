package io.henge.ring;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The fields of a JSON object, read by name and type.
 *
 * <p>Every complaint is an IllegalArgumentException that begins with the path of the field.
 */
public final class JsonFields {
  private final String path;
  private final Map<?, ?> fields;

  private JsonFields(String path, Map<?, ?> fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Complains when the value, found at the path, is not an object. */
  public static JsonFields of(String path, Object value) {
    if (value instanceof Map<?, ?> map) {
      return new JsonFields(path, map);
    }
    throw new IllegalArgumentException(path + ": an object is due");
  }

  /** Complains when a field is missing or there are others than these. */
  JsonFields exactly(Set<String> names) {
    return within(names, Set.of());
  }

  /** Complains when one of these fields is missing, or there are others than these and those. */
  JsonFields within(Set<String> names, Set<String> others) {
    for (Object name : fields.keySet()) {
      if (!names.contains(name) && !others.contains(name)) {
        throw new IllegalArgumentException(path + ": unknown field '" + name + "'");
      }
    }
    for (String name : names) {
      get(name);
    }
    return this;
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Whether a field is there and null. */
  public boolean isNull(String name) {
    return get(name) == Json.NULL;
  }

  public long integer(String name, long min, long max) {
    return integer(pathOf(name), get(name), min, max);
  }

  static long integer(String path, Object value, long min, long max) {
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    throw new IllegalArgumentException(
        path + ": an integer of " + min + " to " + max + " is due, not " + value);
  }

  /** A number that may be a fraction. */
  public double decimal(String name) {
    if (get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(pathOf(name) + ": a number is due");
  }

  /** The objects of an array. */
  public List<JsonFields> objects(String name) {
    List<?> items = array(name);
    return IntStream.range(0, items.size())
        .mapToObj(i -> of(pathOf(name) + "[" + i + "]", items.get(i)))
        .toList();
  }

  public boolean bool(String name) {
    if (get(name) instanceof Boolean value) {
      return value;
    }
    throw new IllegalArgumentException(pathOf(name) + ": true or false is due");
  }

  public String string(String name) {
    if (get(name) instanceof String string) {
      return string;
    }
    throw new IllegalArgumentException(pathOf(name) + ": a string is due");
  }

  public List<?> array(String name) {
    return array(pathOf(name), get(name));
  }

  /** A list that stands alone; IllegalArgumentException when the value is none. */
  public static List<?> array(String path, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(path + ": an array is due");
  }

  public JsonFields object(String name) {
    return of(pathOf(name), get(name));
  }

  /** The names of all fields, in the order of the text. */
  public List<String> names() {
    return fields.keySet().stream().map(String.class::cast).toList();
  }

  String pathOf(String name) {
    return path + "." + name;
  }

  private Object get(String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(pathOf(name) + ": the field is missing");
    }
    return value;
  }
}
