package io.henge.node.http;

import io.henge.node.coordinator.RangeRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code Range} header (RFC 9110, section 14.2). */
final class RangeParser {
  private static final Pattern SINGLE =
      Pattern.compile("(?i:bytes)=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*");

  private RangeParser() {}

  /**
   * The range; empty when the header is to be ignored, which the RFC allows for anything: several
   * ranges, other units, and what is malformed.
   */
  static Optional<RangeRequest> parse(String header) {
    Matcher matcher = SINGLE.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty()
          ? Optional.empty()
          : Optional.of(RangeRequest.suffix(Long.parseLong(last)));
    }
    long from = Long.parseLong(first);
    if (last.isEmpty()) {
      return Optional.of(new RangeRequest(from, -1));
    }
    long to = Long.parseLong(last);
    return to < from ? Optional.empty() : Optional.of(new RangeRequest(from, to));
  }
}
