package io.henge.node.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The port that clients talk to: one instance for each event loop, all on the same port. Deploy
 * what {@link #instances} makes.
 */
public final class ClientListener extends VerticleBase {

  private final String host;
  private final int port;
  private final HttpLimits limits;
  private final HttpServices services;
  private final Shared shared;
  private HttpServer server;
  private OwnerProxy proxy;

  /** What the instances on all event loops share. */
  private record Shared(
      ListenerSetup setup, RequestSlots slots, RequestIds ids, HttpMeters meters) {}

  private ClientListener(
      String host, int port, HttpLimits limits, HttpServices services, Shared shared) {
    this.host = host;
    this.port = port;
    this.limits = limits;
    this.services = services;
    this.shared = shared;
  }

  /**
   * Instances that share their bounds and counts.
   *
   * @param host the interface to listen on
   * @param port 0 for any free one, which is for a single instance only
   */
  public static Supplier<ClientListener> instances(
      String host, int port, HttpLimits limits, HttpServices services) {
    RequestIds ids = new RequestIds(services.entropy());
    Shared shared =
        new Shared(
            new ListenerSetup("client", limits, ids, services.meters()),
            new RequestSlots(limits.requestsMax(), services.meters()),
            ids,
            new HttpMeters(services.meters()));
    return () -> new ClientListener(host, port, limits, services, shared);
  }

  @Override
  public Future<?> start() {
    Exchange.Surroundings around =
        new Exchange.Surroundings(shared.meters(), shared.ids(), new HttpDates());
    proxy = new OwnerProxy(vertx, services.nodeId(), services.meters());
    BlobRoutes routes =
        new BlobRoutes(
            limits,
            services,
            around,
            new SystemRoutes(services, around).router(vertx),
            shared.slots(),
            proxy);
    server =
        shared
            .setup()
            .server(vertx, host, port)
            .requestHandler(routes)
            .invalidRequestHandler(new InvalidRequests(around));
    return server.listen();
  }

  /** Takes no more connections and requests; those that run may end within the drain time. */
  @Override
  public Future<?> stop() {
    return server.shutdown(Duration.ofMillis(limits.drainMillis())).eventually(proxy::close);
  }

  /** The port it listens on, once deployed. */
  public int port() {
    return server.actualPort();
  }
}
