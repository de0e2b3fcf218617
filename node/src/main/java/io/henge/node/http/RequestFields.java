package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.Address;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operator wants: it stands in the query or, when there is none, in a JSON object as the
 * body. Complaints are 400.
 */
final class RequestFields {
  private static final int BODY_BYTES_MAX = 4096;
  private static final int NUMBER_DIGITS_MAX = 9;

  private final JsonObject document;
  private final boolean isQuery;

  private RequestFields(JsonObject document, boolean isQuery) {
    this.document = document;
    this.isQuery = isQuery;
  }

  /**
   * Reads the fields of a request.
   *
   * @param known which there can be
   */
  static Future<RequestFields> of(Exchange exchange, RequestTarget target, Set<String> known) {
    if (!target.query().isEmpty()) {
      return Future.succeededFuture(ofQuery(exchange.request(), known));
    }
    return exchange.hasBody()
        ? body(exchange).map(bytes -> ofJson(bytes, known))
        : Future.succeededFuture(new RequestFields(new JsonObject(), false));
  }

  private static Future<Buffer> body(Exchange exchange) {
    Buffer bytes = Buffer.buffer();
    return new HttpBody(exchange, BodyChecks.of(exchange.headers()), BODY_BYTES_MAX)
        .start(bytes::appendBuffer)
        .map(bytes);
  }

  private static RequestFields ofJson(Buffer body, Set<String> known) {
    try {
      return new RequestFields(requireKnown(new JsonObject(body), known), false);
    } catch (DecodeException malformed) {
      throw bad("the body is no JSON object");
    }
  }

  private static RequestFields ofQuery(HttpServerRequest request, Set<String> known) {
    MultiMap given;
    try {
      given = request.params();
    } catch (IllegalArgumentException badlyEscaped) {
      throw bad("bad percent-encoding in the query");
    }
    JsonObject document = new JsonObject();
    for (String name : given.names()) {
      if (given.getAll(name).size() > 1) {
        throw bad("more than one '" + LogText.of(name) + "'");
      }
      document.put(name, given.get(name));
    }
    return new RequestFields(requireKnown(document, known), true);
  }

  private static JsonObject requireKnown(JsonObject document, Set<String> known) {
    for (String name : document.fieldNames()) {
      if (!known.contains(name)) {
        throw bad("this request has no '" + LogText.of(name) + "'");
      }
    }
    return document;
  }

  boolean has(String name) {
    return document.containsKey(name);
  }

  /** The number of a seat. */
  Seat seat(String name) {
    return new Seat(
        number(document.getValue(name))
            .orElseThrow(
                () -> bad(name + " is the number of a member's seat, as GET /-/ring shows them")));
  }

  /** The numbers of seats, one at least: in a query with commas between them, else as a list. */
  Set<Seat> seats(String name) {
    Object value = document.getValue(name);
    List<?> given = List.of();
    if (isQuery && value instanceof String text) {
      given = List.of(text.split(",", -1));
    } else if (value instanceof JsonArray list) {
      given = list.getList();
    }
    Set<Seat> seats = new TreeSet<>();
    for (Object one : given) {
      OptionalInt number = number(one);
      if (number.isPresent()) {
        seats.add(new Seat(number.getAsInt()));
      }
    }
    if (seats.isEmpty() || seats.size() < given.size()) {
      throw bad(name + " are the numbers of members' seats, each once, as GET /-/ring shows them");
    }
    return seats;
  }

  /** A number within bounds; empty when the field is missing. */
  OptionalInt number(String name, int min, int max) {
    if (!has(name)) {
      return OptionalInt.empty();
    }
    OptionalInt number = number(document.getValue(name));
    if (number.isEmpty() || number.getAsInt() < min || number.getAsInt() > max) {
      throw bad("%s is a number, %d to %d".formatted(name, min, max));
    }
    return number;
  }

  private OptionalInt number(Object value) {
    if (isQuery && value instanceof String text) {
      return text.matches("[0-9]{1," + NUMBER_DIGITS_MAX + "}")
          ? OptionalInt.of(Integer.parseInt(text))
          : OptionalInt.empty();
    }
    return value instanceof Integer number && number >= 0
        ? OptionalInt.of(number)
        : OptionalInt.empty();
  }

  /** The peer address of a newcomer. */
  Address peer(String name) {
    if (document.getValue(name) instanceof String text) {
      try {
        return Address.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw bad(name + ": " + LogText.of(malformed.getMessage()));
      }
    }
    throw bad(name + " is the peer address of the newcomer, host:port");
  }

  /** Whether something is wanted; not when the field is missing. */
  boolean isTrue(String name) {
    Object value = document.getValue(name);
    if (isQuery && ("true".equals(value) || "false".equals(value))) {
      return "true".equals(value);
    }
    if (!isQuery && value instanceof Boolean wanted) {
      return wanted;
    }
    if (has(name)) {
      throw bad(name + " is true or false");
    }
    return false;
  }

  /** A digest of a chain entry; empty when the field is missing. */
  Optional<String> digest(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (document.getValue(name) instanceof String text && text.matches("[0-9a-f]{64}")) {
      return Optional.of(text);
    }
    throw bad(name + " is the digest of a chain entry, 64 hexadecimal digits");
  }

  static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
