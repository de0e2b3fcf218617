package io.henge.ring.version;

import io.henge.ring.codec.Encoder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a version's bytes are: their number, their checksum, and the headers that are kept with them
 * and returned ({@code content-type}, {@code content-encoding}, {@code cache-control}, {@code
 * content-disposition} and all {@code henge-meta-*}).
 *
 * @param sizeBytes not negative
 * @param crc32c the CRC-32C of the whole body
 * @param attributes header values by lower-case header name; no control characters, and together at
 *     most {@link #ATTRIBUTES_MAX_BYTES} of UTF-8
 */
public record Content(long sizeBytes, int crc32c, SortedMap<String, String> attributes) {
  /** Attributes travel with every read of the object's head, so they must stay small. */
  public static final int ATTRIBUTES_MAX_BYTES = 8 * 1024;

  public Content {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + sizeBytes);
    }
    TreeMap<String, String> sorted = new TreeMap<>();
    sorted.putAll(attributes);
    check(sorted);
    attributes = Collections.unmodifiableSortedMap(sorted);
  }

  private static void check(SortedMap<String, String> attributes) {
    long total = 0;
    for (var attribute : attributes.entrySet()) {
      String name = attribute.getKey();
      if (!isName(name)) {
        throw new IllegalArgumentException("not a lower-case header name: \"" + name + "\"");
      }
      if (attribute.getValue().chars().anyMatch(Content::isControl)) {
        throw new IllegalArgumentException("a control character in " + name);
      }
      total += name.length() + Encoder.utf8SizeBytes(attribute.getValue());
    }
    if (total > ATTRIBUTES_MAX_BYTES) {
      throw new IllegalArgumentException(
          "headers of %d bytes to be kept, at most %d".formatted(total, ATTRIBUTES_MAX_BYTES));
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= '0' && c <= '9')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  // A line end kept here would come back as a header of the sender's choice.
  private static boolean isControl(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }
}
