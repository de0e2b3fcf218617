package io.henge.node.http;

import io.henge.node.coordinator.QuorumSize;
import io.henge.node.coordinator.ReadOptions;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.BucketPolicy;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request for a blob asks for in its query. What is not known here is refused, because a
 * client that asks for something and does not get it should hear so.
 *
 * @param quorum {@code r} of a read, {@code w} of a write
 * @param timeoutMillis 1 to {@value #TIMEOUT_MILLIS_MAX}
 * @param redirect whether the client wants to be sent to an owner
 * @param sloppy whether fewer owners will do, if the client says so or the opposite
 * @param siblings of a read, whether the list of versions is wanted
 * @param version of a read, the version wanted
 * @param repairBefore of a read, whether it writes back before it answers
 */
record QueryOptions(
    QuorumSize quorum,
    long timeoutMillis,
    boolean redirect,
    Optional<Boolean> sloppy,
    boolean siblings,
    Optional<Dot> version,
    boolean repairBefore) {
  static final long TIMEOUT_MILLIS_MAX = 600_000;

  private static final Set<String> READ =
      Set.of("r", "timeout", "redirect", "sloppy", "siblings", "version", "repair");
  private static final Set<String> WRITE = Set.of("w", "timeout", "redirect", "sloppy");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|)");

  QueryOptions {
    if (siblings && version.isPresent()) {
      throw bad("siblings lists all versions, version names one: leave one of them out");
    }
    if (repairBefore && sloppy.orElse(false)) {
      throw bad("repair=before wants enough owners, sloppy=true fewer: leave one of them out");
    }
  }

  /**
   * Reads the query.
   *
   * @param rawQuery as it stands behind the question mark; empty when there is none
   * @throws BlobFailure 400 for an unknown, repeated or malformed parameter, and for two that
   *     contradict each other
   */
  static QueryOptions parse(String rawQuery, HttpMethod method, long defaultTimeoutMillis) {
    boolean read = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    Map<String, String> given = parameters(rawQuery, read ? READ : WRITE);
    String quorum = given.get(read ? "r" : "w");
    String timeout = given.get("timeout");
    return new QueryOptions(
        quorum == null ? new QuorumSize.Default() : QuorumSize.parse(quorum),
        timeout == null ? defaultTimeoutMillis : millis(timeout),
        flag(given, "redirect").orElse(false),
        flag(given, "sloppy"),
        flag(given, "siblings").orElse(false),
        Optional.ofNullable(given.get("version")).map(QueryOptions::dot),
        isRepairBefore(given.get("repair")));
  }

  /**
   * Whether other nodes may stand in for owners: for those of a write unless the client wants to
   * hear of it, for those of a read only if the client says so.
   */
  boolean isSloppy(boolean isWrite) {
    return sloppy.orElse(isWrite);
  }

  /** The same with what the client has left open of a write as the bucket's policy says it. */
  QueryOptions under(BucketPolicy policy) {
    return sloppy.isPresent() ? this : withSloppy(policy.sloppyWrites());
  }

  private QueryOptions withSloppy(boolean value) {
    return new QueryOptions(
        quorum, timeoutMillis, redirect, Optional.of(value), siblings, version, repairBefore);
  }

  /** The same with so much less time, 1 or more. */
  QueryOptions within(long millis) {
    return new QueryOptions(quorum, millis, redirect, sloppy, siblings, version, repairBefore);
  }

  /** What a coordinator is told about a read; it is strict unless the client says otherwise. */
  ReadOptions forRead() {
    return new ReadOptions(quorum, isSloppy(false), repairBefore, timeoutMillis);
  }

  /**
   * The parameters of a query, decoded.
   *
   * @throws BlobFailure 400 for an unknown, repeated or badly encoded one
   */
  static Map<String, String> parameters(String rawQuery, Set<String> known) {
    Map<String, String> given = new HashMap<>();
    for (String part : rawQuery.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      if (!known.contains(name)) {
        throw bad("this request has no parameter '" + LogText.of(name) + "'");
      }
      if (given.put(name, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
        throw bad("the parameter " + name + " stands there twice");
      }
    }
    return given;
  }

  /** As in forms, where a plus sign is a space; and what is no UTF-8 is nobody's text. */
  private static String decoded(String text) {
    try {
      // One byte a sign, to be read as UTF-8 afterwards: URLDecoder would guess.
      String bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      throw bad("bad percent-encoding in the query");
    }
  }

  /** A timeout in milliseconds, 1 to {@value #TIMEOUT_MILLIS_MAX}. */
  static long millis(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw bad("a timeout is a number of milliseconds, or like 500ms, 5s, 1m");
    }
    long number = Long.parseLong(matcher.group(1));
    long millis =
        switch (matcher.group(2)) {
          case "s" -> number * 1_000;
          case "m" -> number * 60_000;
          default -> number;
        };
    if (millis < 1 || millis > TIMEOUT_MILLIS_MAX) {
      throw bad("a timeout is 1 ms to 10 m");
    }
    return millis;
  }

  private static Optional<Boolean> flag(Map<String, String> given, String name) {
    String text = given.get(name);
    if (text == null) {
      return Optional.empty();
    }
    return switch (text) {
      case "", "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> throw bad(name + " is true or false");
    };
  }

  private static Dot dot(String token) {
    try {
      return Dot.parse(token);
    } catch (IllegalArgumentException malformed) {
      throw bad("a version is named as in " + HengeHeaders.VERSION);
    }
  }

  private static boolean isRepairBefore(String text) {
    if (text != null && !text.equals("before")) {
      throw bad("repair can be before, and nothing else");
    }
    return text != null;
  }

  /** The raw query without the parameter that a redirect has done its work for. */
  static String withoutRedirect(String rawQuery) {
    StringBuilder rest = new StringBuilder();
    for (String part : rawQuery.split("&", -1)) {
      String name = decoded(part.contains("=") ? part.substring(0, part.indexOf('=')) : part);
      if (!part.isEmpty() && !name.equals("redirect")) {
        rest.append(rest.length() == 0 ? "" : "&").append(part);
      }
    }
    return rest.toString();
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
