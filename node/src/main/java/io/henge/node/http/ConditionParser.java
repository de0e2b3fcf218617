package io.henge.node.http;

import io.henge.node.coordinator.EntityTags;
import io.henge.node.coordinator.Preconditions;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the conditional headers of a request (RFC 9110, section 13.1). */
final class ConditionParser {
  private ConditionParser() {}

  /**
   * The conditions of a write.
   *
   * @throws BlobFailure 400 when a condition is malformed or is not supported: a condition must
   *     never be taken for none
   */
  static Preconditions forWrite(MultiMap headers) {
    refuseUnmodifiedSince(headers);
    return new Preconditions(
        tags(headers, "If-Match", false),
        tags(headers, "If-None-Match", true),
        OptionalLong.empty());
  }

  /**
   * The conditions of a read.
   *
   * @throws BlobFailure 400 as for writes; only bad dates are ignored, as the RFC wants it
   */
  static Preconditions forRead(MultiMap headers) {
    refuseUnmodifiedSince(headers);
    String since = headers.get("If-Modified-Since");
    return new Preconditions(
        tags(headers, "If-Match", false),
        tags(headers, "If-None-Match", true),
        since == null ? OptionalLong.empty() : HttpDates.parse(since));
  }

  private static void refuseUnmodifiedSince(MultiMap headers) {
    if (headers.contains("If-Unmodified-Since")) {
      throw bad("If-Unmodified-Since is not supported, since clocks decide nothing: use If-Match");
    }
  }

  /**
   * The strong tag of an {@code If-Range}; empty for a date or a weak tag, neither of which can say
   * that bytes are the same.
   */
  static Optional<String> strongTag(String ifRange) {
    boolean quoted = ifRange.length() >= 2 && ifRange.startsWith("\"") && ifRange.endsWith("\"");
    return quoted ? Optional.of(ifRange.substring(1, ifRange.length() - 1)) : Optional.empty();
  }

  private static Optional<EntityTags> tags(MultiMap headers, String name, boolean weakToo) {
    List<String> lines = headers.getAll(name);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String list = String.join(",", lines).strip();
    if (list.equals("*")) {
      return Optional.of(new EntityTags(true, Set.of()));
    }
    return Optional.of(new EntityTags(false, new Scan(name, list).tags(weakToo)));
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }

  /** One pass over a list of tags; tags may hold commas, so splitting would not do. */
  private static final class Scan {
    private final String name;
    private final String list;
    private int at;

    Scan(String name, String list) {
      this.name = name;
      this.list = list;
    }

    Set<String> tags(boolean weakToo) {
      Set<String> tags = new HashSet<>();
      boolean any = false;
      skip(" \t,");
      while (at < list.length()) {
        boolean weak = list.startsWith("W/", at);
        at += weak ? 2 : 0;
        String tag = opaque();
        any = true;
        if (weakToo || !weak) {
          tags.add(tag);
        }
        skip(" \t");
        if (at < list.length() && list.charAt(at) != ',') {
          throw malformed();
        }
        skip(" \t,");
      }
      if (!any) {
        throw malformed();
      }
      return tags;
    }

    private String opaque() {
      int end = at < list.length() && list.charAt(at) == '"' ? list.indexOf('"', at + 1) : -1;
      if (end < 0) {
        throw malformed();
      }
      String tag = list.substring(at + 1, end);
      if (tag.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
        throw malformed();
      }
      at = end + 1;
      return tag;
    }

    private void skip(String characters) {
      while (at < list.length() && characters.indexOf(list.charAt(at)) >= 0) {
        at++;
      }
    }

    private BlobFailure malformed() {
      return bad(name + " is * or a list of quoted entity tags");
    }
  }
}
