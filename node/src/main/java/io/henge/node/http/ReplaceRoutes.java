package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Gives the seat of a lost member to a newcomer: what is wanted stands in the query or in JSON. */
final class ReplaceRoutes {
  private static final String SEAT = "seat";
  private static final String PEER = "peer";
  private static final String ACCEPT_LOSS = "accept-loss";
  private static final Set<String> KNOWN = Set.of(SEAT, PEER, ACCEPT_LOSS);
  private static final int BODY_BYTES_MAX = 4096;

  private final ReplaceDesk desk;
  private final Exchange.Surroundings around;
  private final long timeoutMillis;

  ReplaceRoutes(ReplaceDesk desk, Exchange.Surroundings around, long timeoutMillis) {
    this.desk = desk;
    this.around = around;
    this.timeoutMillis = timeoutMillis;
  }

  void handle(HttpServerRequest request, RequestTarget target) {
    Exchange exchange = new Exchange(around, request);
    if (!request.method().equals(HttpMethod.POST)) {
      exchange.methodNotAllowed("POST");
      return;
    }
    try {
      Future<ChainEntry> replaced =
          target.query().isEmpty()
              ? body(exchange).compose(bytes -> replace(ofJson(bytes)))
              : replace(ofQuery(request));
      exchange.answerWith(replaced, entry -> show(exchange, entry), dropped -> {});
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private Future<ChainEntry> replace(JsonObject wish) {
    return desk.replace(seat(wish), peer(wish), acceptLoss(wish), timeoutMillis);
  }

  private static void show(Exchange exchange, ChainEntry entry) {
    SystemRoutes.json(
        exchange, 200, new JsonObject().put("chain", entry.number()).put("digest", entry.digest()));
  }

  private static Future<Buffer> body(Exchange exchange) {
    Buffer bytes = Buffer.buffer();
    return new HttpBody(exchange, BodyChecks.of(exchange.headers()), BODY_BYTES_MAX)
        .start(bytes::appendBuffer)
        .map(bytes);
  }

  private static JsonObject ofJson(Buffer body) {
    try {
      return requireKnown(new JsonObject(body));
    } catch (DecodeException malformed) {
      throw bad("the body is no JSON object");
    }
  }

  /** The same document, from parameters. */
  private static JsonObject ofQuery(HttpServerRequest request) {
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
      document.put(name, value(name, given.get(name)));
    }
    return requireKnown(document);
  }

  private static Object value(String name, String text) {
    if (name.equals(SEAT) && text.matches("[0-9]{1,9}")) {
      return Integer.valueOf(text);
    }
    return name.equals(ACCEPT_LOSS) && (text.equals("true") || text.equals("false"))
        ? (Object) Boolean.valueOf(text)
        : text;
  }

  private static JsonObject requireKnown(JsonObject document) {
    for (String name : document.fieldNames()) {
      if (!KNOWN.contains(name)) {
        throw bad("a replacement has no '" + LogText.of(name) + "'");
      }
    }
    return document;
  }

  private static Seat seat(JsonObject wish) {
    if (wish.getValue(SEAT) instanceof Integer number && number >= 0) {
      return new Seat(number);
    }
    throw bad("seat is the number of a member's seat, as GET /-/ring shows them");
  }

  private static Address peer(JsonObject wish) {
    if (wish.getValue(PEER) instanceof String text) {
      try {
        return Address.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw bad("peer: " + LogText.of(malformed.getMessage()));
      }
    }
    throw bad("peer is the peer address of the newcomer, host:port");
  }

  private static boolean acceptLoss(JsonObject wish) {
    if (!wish.containsKey(ACCEPT_LOSS)) {
      return false;
    }
    if (wish.getValue(ACCEPT_LOSS) instanceof Boolean accepts) {
      return accepts;
    }
    throw bad(ACCEPT_LOSS + " is true or false");
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
