package io.henge.node.http;

import io.henge.node.coordinator.EntityTags;
import io.henge.node.failure.BlobFailure;
import io.henge.node.storage.BackupConflict;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.ChainEntry;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The paths below the reserved segment: health, the ring, and, for the admin, the metrics. */
final class SystemRoutes {
  private static final String EXCHANGE = "henge.exchange";
  private static final String ALLOWED = "GET, HEAD";

  private final HttpServices services;
  private final Exchange.Surroundings around;

  SystemRoutes(HttpServices services, Exchange.Surroundings around) {
    this.services = services;
    this.around = around;
  }

  /** What every listener offers. */
  Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            context -> {
              context.put(EXCHANGE, new Exchange(around, context.request()));
              context.next();
            });
    get(router, SystemPaths.LIVE, this::live);
    get(router, SystemPaths.READY, this::ready);
    get(router, SystemPaths.RING, this::ring);
    router.errorHandler(404, failing(this::notFound));
    router.errorHandler(405, failing(exchange -> exchange.methodNotAllowed(ALLOWED)));
    router.errorHandler(400, failing(this::notFound));
    router.errorHandler(500, context -> of(context).fail(context.failure()));
    return router;
  }

  /** What the admin listener offers besides. */
  Router adminRouter(Vertx vertx, AdminListener.Desks desks) {
    Router router = router(vertx);
    get(router, SystemPaths.METRICS, this::metrics);
    get(router, SystemPaths.STATUS, new StatusRoutes(services, desks.status())::show);
    router.route(SystemPaths.BACKUP).handler(context -> backup(of(context)));
    FillRoutes filling = new FillRoutes(desks.fill());
    get(router, SystemPaths.FILL, filling::show);
    router
        .route(SystemPaths.ACCEPT_LOSS)
        .handler(
            context -> {
              if (context.request().method().equals(HttpMethod.POST)) {
                filling.acceptLoss(of(context));
              } else {
                of(context).methodNotAllowed("POST");
              }
            });
    ScrubRoutes scrubbing = new ScrubRoutes(desks.scrub());
    get(router, SystemPaths.SCRUB, scrubbing::show);
    router
        .route(SystemPaths.SCRUB)
        .handler(
            context -> {
              if (context.request().method().equals(HttpMethod.POST)) {
                scrubbing.begin(of(context));
              } else {
                of(context).methodNotAllowed(ScrubRoutes.ALLOWED);
              }
            });
    return router;
  }

  private static void get(Router router, String path, Consumer<Exchange> answer) {
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(context -> answer.accept(of(context)));
  }

  private static Handler<RoutingContext> failing(Consumer<Exchange> answer) {
    return context -> answer.accept(of(context));
  }

  private static Exchange of(RoutingContext context) {
    return context.get(EXCHANGE);
  }

  /** A request that is on no router's paths. */
  Handler<HttpServerRequest> outside() {
    return request -> notFound(new Exchange(around, request));
  }

  private void live(Exchange exchange) {
    json(exchange, 200, new JsonObject().put("live", true));
  }

  private void ready(Exchange exchange) {
    Health health = services.health().get();
    json(
        exchange,
        health.ready() ? 200 : 503,
        new JsonObject()
            .put("ready", health.ready())
            .put("reasons", new JsonArray(health.reasons())));
  }

  private void ring(Exchange exchange) {
    Optional<ChainEntry> entry = services.chain().entry();
    if (entry.isEmpty()) {
      exchange.fail(BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
      return;
    }
    String digest = entry.get().digest();
    Optional<EntityTags> known;
    try {
      known = ConditionParser.forRead(exchange.headers()).ifNoneMatch();
    } catch (BlobFailure malformed) {
      exchange.fail(malformed);
      return;
    }
    boolean same = known.map(tags -> tags.match(digest)).orElse(false);
    exchange.answer(same ? 304 : 200).putHeader("ETag", "\"" + digest + "\"");
    if (same) {
      exchange.end();
    } else {
      exchange.response().putHeader("Content-Type", "application/json");
      exchange.end(Buffer.buffer(entry.get().toJson()));
    }
  }

  private void metrics(Exchange exchange) {
    exchange.answer(200).putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.end(Buffer.buffer(services.meters().scrape()));
  }

  private void backup(Exchange exchange) {
    if (!exchange.request().method().equals(HttpMethod.POST)) {
      exchange.methodNotAllowed("POST");
      return;
    }
    List<String> names = backupNames(exchange.request());
    if (names.size() != 1) {
      exchange.fail(BlobFailure.of(ErrorCode.BAD_REQUEST, "one ?name= for the backup, please"));
      return;
    }
    services
        .backups()
        .make(names.get(0))
        .onComplete(
            made ->
                json(
                    exchange,
                    201,
                    new JsonObject()
                        .put("name", names.get(0))
                        .put("keys", made.keys())
                        .put("files", made.files())
                        .put("bytes", made.bytes())
                        .put("missing", made.missing())),
            cause -> exchange.fail(backupFailure(cause)));
  }

  private static List<String> backupNames(HttpServerRequest request) {
    try {
      return request.params().getAll("name");
    } catch (IllegalArgumentException badlyEscaped) {
      return List.of();
    }
  }

  private static Throwable backupFailure(Throwable cause) {
    if (cause instanceof BackupConflict) {
      return BlobFailure.of(ErrorCode.CONFLICT, cause.getMessage());
    }
    if (cause instanceof IllegalArgumentException) {
      return BlobFailure.of(ErrorCode.BAD_REQUEST, cause.getMessage());
    }
    if (cause instanceof StorageFailure failure) {
      ErrorCode code =
          failure.kind() == StorageFailure.Kind.NO_SPACE
              ? ErrorCode.INSUFFICIENT_STORAGE
              : ErrorCode.UNAVAILABLE;
      return BlobFailure.of(code, failure.getMessage());
    }
    return cause;
  }

  private void notFound(Exchange exchange) {
    exchange.fail(BlobFailure.of(ErrorCode.NOT_FOUND, "there is no such system path"));
  }

  static void json(Exchange exchange, int status, JsonObject document) {
    exchange.answer(status).putHeader("Content-Type", "application/json");
    exchange.end(document.toBuffer().appendString("\n"));
  }
}
