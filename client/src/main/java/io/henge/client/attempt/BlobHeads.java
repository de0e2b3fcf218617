package io.henge.client.attempt;

import io.henge.client.AbsentException;
import io.henge.client.Applied;
import io.henge.client.BlobInfo;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.CallFailure;
import io.henge.client.exchange.CallFailure.Kind;
import io.henge.ring.wire.HengeHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the heads of answers say. A head that no node writes is a {@link CallFailure}. */
final class BlobHeads {
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern CRC = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern ACKS = Pattern.compile("([0-9]{1,4}) of ([0-9]{1,4})");
  private static final Pattern RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Set<String> KEPT =
      Set.of("content-encoding", "content-language", "content-disposition", "cache-control");

  private BlobHeads() {}

  /** The bytes of a blob that an answer has: from, up to and with, of so many. */
  record Span(long first, long last, long size) {
    long length() {
      return last - first + 1;
    }
  }

  /** What a 200 or 206 says of the blob. */
  static BlobInfo info(String key, Answer answer) {
    Map<String, String> metadata = new HashMap<>();
    Map<String, String> kept = new HashMap<>();
    for (Map.Entry<String, String> header : answer.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      String prefix = HengeHeaders.META_PREFIX.toLowerCase(Locale.ROOT);
      if (name.startsWith(prefix)) {
        metadata.put(name.substring(prefix.length()), header.getValue());
      } else if (KEPT.contains(name)) {
        kept.put(name, header.getValue());
      }
    }
    return new BlobInfo(
        key,
        version(answer),
        answer.header(HengeHeaders.CONTEXT).orElseThrow(() -> malformed("it has no context")),
        span(answer).size(),
        answer.header(HengeHeaders.CRC32C).map(BlobHeads::crc),
        answer.header("Content-Type").orElse("application/octet-stream"),
        metadata,
        kept,
        answer.header("Last-Modified").flatMap(BlobHeads::httpDate),
        answer.header(HengeHeaders.EXPIRES).flatMap(BlobHeads::instant),
        answer.header(HengeHeaders.SIBLINGS).map(BlobHeads::number).orElse(1),
        answer.header(HengeHeaders.DEGRADED).isPresent());
  }

  /** The CRC32C of all bytes that an answer has; empty where the node did not say. */
  static Optional<Integer> bodyCrc32c(Answer answer) {
    String name = answer.status() == 206 ? HengeHeaders.PART_CRC32C : HengeHeaders.CRC32C;
    return answer.header(name).map(BlobHeads::crc);
  }

  /** The version that an answer speaks of. */
  static String version(Answer answer) {
    return answer
        .header(HengeHeaders.VERSION)
        .filter(text -> VERSION.matcher(text).matches())
        .orElseThrow(() -> malformed("it names no version"));
  }

  /** Which part of the blob the body is. */
  static Span span(Answer answer) {
    long length = answer.length().orElseThrow(() -> malformed("it has no length"));
    if (answer.status() != 206) {
      return new Span(0, length - 1, length);
    }
    Matcher range = RANGE.matcher(answer.header("Content-Range").orElse(""));
    if (!range.matches()) {
      throw malformed("it is a part, and does not say which");
    }
    Span span =
        new Span(
            Long.parseLong(range.group(1)),
            Long.parseLong(range.group(2)),
            Long.parseLong(range.group(3)));
    if (span.length() != length || span.first() > span.last() || span.last() >= span.size()) {
      throw malformed("its range and its length contradict each other");
    }
    return span;
  }

  /** What a 201 or 204 says of a write. */
  static Applied applied(Answer answer, String requestId) {
    Matcher acks = ACKS.matcher(answer.header(HengeHeaders.ACKS).orElse("0 of 0"));
    if (!acks.matches()) {
      throw malformed("its acks are none");
    }
    Optional<String> version =
        answer.header(HengeHeaders.VERSION).filter(text -> VERSION.matcher(text).matches());
    if (answer.status() == 201 && version.isEmpty()) {
      throw malformed("it names no version");
    }
    return new Applied(
        version,
        answer.header(HengeHeaders.CONTEXT),
        requestId,
        Integer.parseInt(acks.group(1)),
        Integer.parseInt(acks.group(2)),
        answer.header(HengeHeaders.STAND_INS).map(BlobHeads::number).orElse(0),
        answer.header(HengeHeaders.DEGRADED).isPresent());
  }

  /** What a 404 or 410 says. */
  static AbsentException absent(String key, Answer answer) {
    return new AbsentException(key, answer.status() == 410, answer.header(HengeHeaders.CONTEXT));
  }

  private static int crc(String text) {
    if (!CRC.matcher(text).matches()) {
      throw malformed("its checksum is none");
    }
    return Integer.parseUnsignedInt(text, 16);
  }

  private static int number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw malformed("a number is none");
    }
    return Integer.parseInt(text);
  }

  private static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  static CallFailure malformed(String what) {
    return new CallFailure(Kind.MALFORMED, "no answer of a node: " + what);
  }
}
