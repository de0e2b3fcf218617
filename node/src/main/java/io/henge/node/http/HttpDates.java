package io.henge.node.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Dates as they stand in HTTP headers (RFC 9110, section 5.6.7): one form written, three read. */
final class HttpDates {
  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final List<DateTimeFormatter> OBSOLETE =
      List.of(rfc850(), DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT));

  private long nowSecond = -1;
  private String now = "";

  /** A moment in milliseconds since 1970; the milliseconds proper are cut off. */
  static String format(long millis) {
    return IMF.format(Instant.ofEpochMilli(millis));
  }

  /** Milliseconds since 1970; empty when it is no date, and such headers are to be ignored. */
  static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(ZonedDateTime.parse(text, IMF).toInstant().toEpochMilli());
    } catch (DateTimeException notThisForm) {
      return OBSOLETE.stream()
          .map(form -> parse(text, form))
          .filter(OptionalLong::isPresent)
          .findFirst()
          .orElse(OptionalLong.empty());
    }
  }

  private static OptionalLong parse(String text, DateTimeFormatter form) {
    try {
      LocalDateTime time = LocalDateTime.parse(text, form);
      return OptionalLong.of(time.toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeException notThisForm) {
      return OptionalLong.empty();
    }
  }

  /** Years of two digits are within fifty years of now, by the RFC. */
  private static DateTimeFormatter rfc850() {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(
            ChronoField.YEAR, 2, 2, LocalDateTime.now(ZoneOffset.UTC).getYear() - 49)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ROOT);
  }

  /** The current time; formatted once a second. For one event loop. */
  String now() {
    long second = System.currentTimeMillis() / 1000;
    if (second != nowSecond) {
      nowSecond = second;
      now = format(second * 1000);
    }
    return now;
  }
}
