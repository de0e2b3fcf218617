package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.RingWish;
import io.henge.ring.Balance;
import io.henge.ring.ChainEntry;
import io.henge.ring.placement.WeightedSeat;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Changes of the ring: wishes are staged, planned and applied, or applied at once; and how the ring
 * and its change stand.
 */
final class RingRoutes {
  private static final String JOIN = "join";
  private static final String LEAVE = "leave";
  private static final String REMOVE = "remove";
  private static final String SEAT = "seat";
  private static final String ZONE = "zone";
  private static final String WEIGHT = "weight";
  private static final String PEER = "peer";
  private static final String INDEX = "index";
  private static final String BASE = "base";
  private static final String LOST = "lost";
  private static final String ACCEPT_LOSS = "accept-loss";
  private static final int ZONE_MAX = 65_535;

  private final RingDesk desk;
  private final CurrentChain chain;
  private final Exchange.Surroundings around;
  private final long timeoutMillis;
  private final Map<String, Map<HttpMethod, Route>> routes;

  /** What a request leads to, and which fields it can have. */
  private record Route(Set<String> fields, Step step) {}

  /** Answers an exchange with what its fields lead to. */
  @FunctionalInterface
  private interface Step {
    void run(Exchange exchange, Future<RequestFields> fields);
  }

  /** What fields lead to. */
  @FunctionalInterface
  private interface Asking<T> {
    Future<T> ask(RequestFields fields);
  }

  RingRoutes(RingDesk desk, CurrentChain chain, Exchange.Surroundings around, long timeoutMillis) {
    this.desk = desk;
    this.chain = chain;
    this.around = around;
    this.timeoutMillis = timeoutMillis;
    this.routes =
        Map.ofEntries(
            Map.entry(
                SystemPaths.RING_STAGED,
                Map.of(
                    HttpMethod.GET, staged(Set.of(), none -> desk.staged()),
                    HttpMethod.DELETE, staged(Set.of(INDEX), this::revert))),
            Map.entry(
                SystemPaths.RING_STAGE,
                Map.of(
                    HttpMethod.POST,
                    staged(
                        Set.of(JOIN, LEAVE, REMOVE, SEAT, ZONE, WEIGHT),
                        fields -> desk.stage(wish(fields))))),
            get(SystemPaths.RING_PLAN, json(none -> desk.plan().map(RingDocuments::plan))),
            get(
                SystemPaths.RING_PROGRESS,
                json(none -> desk.progress().map(RingDocuments::progress))),
            get(SystemPaths.RING_SVG, this::draw),
            get(SystemPaths.RING_BALANCE, json(none -> Future.succeededFuture(balance()))),
            change(SystemPaths.RING_APPLY, Set.of(BASE, ACCEPT_LOSS), this::apply),
            change(SystemPaths.RING_ABORT, Set.of(), none -> desk.abort(timeoutMillis)),
            change(
                SystemPaths.RING_GIVE_UP,
                Set.of(SEAT),
                fields -> desk.giveUp(fields.seat(SEAT), timeoutMillis)),
            change(
                SystemPaths.RING_FORCE,
                Set.of(LOST, ACCEPT_LOSS),
                fields -> desk.force(fields.seats(LOST), fields.isTrue(ACCEPT_LOSS))),
            change(
                SystemPaths.RING_JOIN,
                Set.of(PEER),
                fields -> atOnce(new RingWish.Join(fields.peer(PEER)), false)),
            change(
                SystemPaths.RING_LEAVE,
                Set.of(SEAT),
                fields -> atOnce(new RingWish.Leave(fields.seat(SEAT)), false)),
            change(
                SystemPaths.RING_REMOVE,
                Set.of(SEAT, ACCEPT_LOSS),
                fields ->
                    atOnce(new RingWish.Remove(fields.seat(SEAT)), fields.isTrue(ACCEPT_LOSS))),
            change(
                SystemPaths.RING_WEIGHT,
                Set.of(SEAT, ZONE, WEIGHT),
                fields -> atOnce(reweigh(fields), false)));
  }

  /** Whether a request is about this. */
  boolean isMeant(RequestTarget target) {
    return routes.containsKey(target.path());
  }

  void handle(HttpServerRequest request, RequestTarget target) {
    Exchange exchange = new Exchange(around, request);
    Map<HttpMethod, Route> methods = routes.get(target.path());
    HttpMethod method =
        request.method().equals(HttpMethod.HEAD) ? HttpMethod.GET : request.method();
    Route route = methods.get(method);
    if (route == null) {
      exchange.methodNotAllowed(allowed(methods));
      return;
    }
    try {
      route.step().run(exchange, RequestFields.of(exchange, target, route.fields()));
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private static String allowed(Map<HttpMethod, Route> methods) {
    return String.join(
        ", ",
        List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.DELETE).stream()
            .filter(
                method ->
                    methods.containsKey(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method))
            .map(HttpMethod::name)
            .toList());
  }

  private static Map.Entry<String, Map<HttpMethod, Route>> get(String path, Step step) {
    return Map.entry(path, Map.of(HttpMethod.GET, new Route(Set.of(), step)));
  }

  private static Map.Entry<String, Map<HttpMethod, Route>> change(
      String path, Set<String> fields, Asking<ChainEntry> asking) {
    Step step = json(given -> asking.ask(given).map(RingDocuments::entry));
    return Map.entry(path, Map.of(HttpMethod.POST, new Route(fields, step)));
  }

  private static Route staged(Set<String> fields, Asking<List<RingWish>> asking) {
    return new Route(fields, json(given -> asking.ask(given).map(RingDocuments::staged)));
  }

  private static Step json(Asking<JsonObject> asking) {
    return (exchange, fields) ->
        exchange.answerWith(
            fields.compose(asking::ask),
            document -> SystemRoutes.json(exchange, 200, document),
            dropped -> {});
  }

  private Future<List<RingWish>> revert(RequestFields fields) {
    return desk.revert(fields.number(INDEX, 0, Integer.MAX_VALUE));
  }

  private Future<ChainEntry> apply(RequestFields fields) {
    return desk.apply(fields.digest(BASE), fields.isTrue(ACCEPT_LOSS), timeoutMillis);
  }

  private Future<ChainEntry> atOnce(RingWish wish, boolean acceptLoss) {
    return desk.apply(wish, acceptLoss, timeoutMillis);
  }

  private static RingWish wish(RequestFields fields) {
    List<String> kinds = List.of(JOIN, LEAVE, REMOVE, SEAT).stream().filter(fields::has).toList();
    if (kinds.size() != 1) {
      throw RequestFields.bad(
          "one thing is staged at a time: join, leave, remove, or seat with zone and weight");
    }
    if (!kinds.get(0).equals(SEAT) && (fields.has(ZONE) || fields.has(WEIGHT))) {
      throw RequestFields.bad("zone and weight are those of a seat");
    }
    return switch (kinds.get(0)) {
      case JOIN -> new RingWish.Join(fields.peer(JOIN));
      case LEAVE -> new RingWish.Leave(fields.seat(LEAVE));
      case REMOVE -> new RingWish.Remove(fields.seat(REMOVE));
      default -> reweigh(fields);
    };
  }

  private static RingWish reweigh(RequestFields fields) {
    OptionalInt zone = fields.number(ZONE, 0, ZONE_MAX);
    OptionalInt weight = fields.number(WEIGHT, 1, WeightedSeat.WEIGHT_MAX);
    if (zone.isEmpty() && weight.isEmpty()) {
      throw RequestFields.bad("a zone, a weight, or both are wanted for the seat");
    }
    return new RingWish.Reweigh(fields.seat(SEAT), zone, weight);
  }

  private void draw(Exchange exchange, Future<RequestFields> none) {
    exchange.answerWith(
        none.map(fields -> RingDrawing.of(newest())),
        drawing -> {
          exchange
              .answer(200)
              .putHeader("Content-Type", "image/svg+xml")
              .putHeader("Cache-Control", "no-store");
          exchange.end(Buffer.buffer(drawing));
        },
        dropped -> {});
  }

  private JsonObject balance() {
    ChainEntry newest = newest();
    return RingDocuments.balance(newest, Balance.of(newest.layouts().newest()));
  }

  private ChainEntry newest() {
    return chain
        .entry()
        .orElseThrow(
            () -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
  }
}
