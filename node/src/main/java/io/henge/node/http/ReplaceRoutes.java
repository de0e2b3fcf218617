package io.henge.node.http;

import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Gives the seat of a lost member to a newcomer. */
final class ReplaceRoutes {
  private static final String SEAT = "seat";
  private static final String PEER = "peer";
  private static final String ACCEPT_LOSS = "accept-loss";
  private static final Set<String> KNOWN = Set.of(SEAT, PEER, ACCEPT_LOSS);

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
          RequestFields.of(exchange, target, KNOWN).compose(this::replace);
      exchange.answerWith(replaced, entry -> show(exchange, entry), dropped -> {});
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private Future<ChainEntry> replace(RequestFields wish) {
    return desk.replace(wish.seat(SEAT), wish.peer(PEER), wish.isTrue(ACCEPT_LOSS), timeoutMillis);
  }

  private static void show(Exchange exchange, ChainEntry entry) {
    SystemRoutes.json(
        exchange, 200, new JsonObject().put("chain", entry.number()).put("digest", entry.digest()));
  }
}
