package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Content;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The headers of a PUT that are kept with the blob, and given back with it. */
final class Attributes {
  private static final Set<String> SINGLE = Set.of("content-type", "content-disposition");
  private static final Set<String> LISTS =
      Set.of("content-encoding", "content-language", "cache-control");
  private static final String META = HengeHeaders.META_PREFIX.toLowerCase(Locale.ROOT);

  private Attributes() {}

  /**
   * What is to be kept, by lower-case name.
   *
   * @throws BlobFailure 400 when a header stands there twice that cannot, or holds control
   *     characters; 431 when all together are too large
   */
  static SortedMap<String, String> of(MultiMap headers) {
    SortedMap<String, String> kept = new TreeMap<>();
    long size = 0;
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (isKept(name) && !kept.containsKey(name)) {
        String value = value(name, headers.getAll(name));
        kept.put(name, value);
        size += name.length() + 3L * value.length();
      }
    }
    try {
      new Content(0, 0, kept);
    } catch (IllegalArgumentException unfit) {
      boolean large = size > Content.ATTRIBUTES_MAX_BYTES;
      throw BlobFailure.of(
          large ? ErrorCode.HEADERS_TOO_LARGE : ErrorCode.BAD_REQUEST, unfit.getMessage());
    }
    return kept;
  }

  private static boolean isKept(String name) {
    return SINGLE.contains(name)
        || LISTS.contains(name)
        || (name.startsWith(META) && name.length() > META.length());
  }

  private static String value(String name, List<String> values) {
    if (values.size() > 1 && SINGLE.contains(name)) {
      throw BlobFailure.of(ErrorCode.BAD_REQUEST, name + " stands there twice");
    }
    return String.join(", ", values);
  }
}
