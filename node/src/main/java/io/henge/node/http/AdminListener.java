package io.henge.node.http;

import io.henge.ring.wire.SystemPaths;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** The port that operators talk to: health, ring and metrics, away from the clients' data. */
public final class AdminListener extends VerticleBase {
  private final String host;
  private final int port;
  private final HttpLimits limits;
  private final HttpServices services;
  private final Desks desks;
  private HttpServer server;

  /** What operators can do to this node and to its cluster. */
  public record Desks(
      StatusDesk status,
      ScrubDesk scrub,
      FillDesk fill,
      PolicyDesk policies,
      ReplaceDesk replacements,
      RingDesk ring) {}

  /**
   * A listener for one instance.
   *
   * @param host the interface to listen on
   * @param port 0 for any free one
   */
  public AdminListener(
      String host, int port, HttpLimits limits, HttpServices services, Desks desks) {
    this.host = host;
    this.port = port;
    this.limits = limits;
    this.services = services;
    this.desks = desks;
  }

  @Override
  public Future<?> start() {
    RequestIds ids = new RequestIds(services.entropy());
    Exchange.Surroundings around =
        new Exchange.Surroundings(new HttpMeters(services.meters()), ids, new HttpDates());
    SystemRoutes routes = new SystemRoutes(services, around);
    Router router = routes.adminRouter(vertx, desks);
    Handler<HttpServerRequest> outside = routes.outside();
    BucketRoutes buckets =
        new BucketRoutes(services.chain(), desks.policies(), around, limits.timeoutMillis());
    ExplainHandler explain = new ExplainHandler(services, around);
    ReplaceRoutes replacing =
        new ReplaceRoutes(desks.replacements(), around, limits.timeoutMillis());
    RingRoutes ring =
        new RingRoutes(desks.ring(), services.chain(), around, limits.timeoutMillis());
    server =
        new ListenerSetup("admin", limits, ids, services.meters())
            .server(vertx, host, port)
            .requestHandler(
                request -> {
                  RequestTarget target = RequestTarget.parse(request.uri());
                  if (ExplainHandler.isMeant(target)) {
                    explain.handle(request, target);
                  } else if (BucketRoutes.isMeant(target)) {
                    buckets.handle(request, target);
                  } else if (target.path().equals(SystemPaths.REPLACE)) {
                    replacing.handle(request, target);
                  } else if (ring.isMeant(target)) {
                    ring.handle(request, target);
                  } else {
                    (request.uri().startsWith(SystemPaths.PREFIX) ? router : outside)
                        .handle(request);
                  }
                })
            .invalidRequestHandler(new InvalidRequests(around));
    return server.listen();
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** The port it listens on, once deployed. */
  public int port() {
    return server.actualPort();
  }
}
