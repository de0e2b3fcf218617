package io.henge.node.http;

import io.henge.node.coordinator.Expiry;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.version.Timestamp;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads and writes the headers that say until when a blob is there. */
final class ExpiryParser {
  /** Ten years of 365 days. A longer time is more probably milliseconds than meant. */
  static final long TTL_SECONDS_MAX = 10 * 365 * 86_400;

  /** What java.time reads is more than RFC 3339 allows. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private ExpiryParser() {}

  /**
   * What a PUT says.
   *
   * @throws BlobFailure 400 when it is malformed, repeated, or said in both ways: a blob must never
   *     stay that was meant to go
   */
  static Expiry of(MultiMap headers) {
    List<String> lives = headers.getAll(HengeHeaders.TTL);
    List<String> expires = headers.getAll(HengeHeaders.EXPIRES);
    if (lives.size() + expires.size() > 1) {
      throw bad("a blob has one " + HengeHeaders.TTL + " or one " + HengeHeaders.EXPIRES);
    }
    if (!lives.isEmpty()) {
      return new Expiry.After(seconds(lives.get(0)) * 1000);
    }
    return expires.isEmpty() ? new Expiry.Never() : new Expiry.At(moment(expires.get(0)));
  }

  /** Shows it as RFC 3339, which has the milliseconds and may be sent again as it is. */
  static void show(OptionalLong expiresAtMillis, MultiMap headers) {
    expiresAtMillis.ifPresent(
        millis -> headers.set(HengeHeaders.EXPIRES, Instant.ofEpochMilli(millis).toString()));
  }

  private static long seconds(String text) {
    long seconds = text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    if (seconds < 1 || seconds > TTL_SECONDS_MAX) {
      throw bad(HengeHeaders.TTL + " is a number of seconds, 1 to " + TTL_SECONDS_MAX);
    }
    return seconds;
  }

  private static long moment(String text) {
    OptionalLong httpDate = HttpDates.parse(text);
    long millis = httpDate.isPresent() ? httpDate.getAsLong() : rfc3339(text);
    if (millis > Timestamp.MILLIS_MAX) {
      throw bad(HengeHeaders.EXPIRES + " is before the year 10000");
    }
    return millis;
  }

  private static long rfc3339(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      throw malformed();
    }
    try {
      return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant().toEpochMilli();
    } catch (DateTimeException noSuchMoment) {
      throw malformed();
    }
  }

  private static BlobFailure malformed() {
    return bad(HengeHeaders.EXPIRES + " is an HTTP date, or RFC 3339 as in 2030-01-31T12:00:00Z");
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
