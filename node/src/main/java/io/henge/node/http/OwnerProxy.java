package io.henge.node.http;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.ring.Member;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** Passes requests for keys of which this node is no owner on to one. For one event loop. */
final class OwnerProxy {
  private static final int CONNECTIONS_PER_OWNER_MAX = 128;
  private static final int WAITING_MAX = 1024;
  private static final int CHUNK_BYTES_MAX = 128 << 10;
  private static final int HEAD_BYTES_MAX = 32 << 10;

  /** Shorter than a node keeps an idle connection, so that one about to close is not used again. */
  private static final int KEEP_ALIVE_SECONDS = 30;

  private final HttpClient client;
  private final String nodeId;
  private final Outcomes outcomes;

  /** How passing on went. */
  record Outcomes(Counter answered, Counter unreachable, Counter lost) {}

  OwnerProxy(Vertx vertx, String nodeId, Meters meters) {
    this.nodeId = nodeId;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setMaxChunkSize(CHUNK_BYTES_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX),
            new PoolOptions()
                .setHttp1MaxSize(CONNECTIONS_PER_OWNER_MAX)
                .setMaxWaitQueueSize(WAITING_MAX));
    outcomes =
        new Outcomes(
            meters.counter(Metric.HTTP_PROXIED, "outcome", "answered"),
            meters.counter(Metric.HTTP_PROXIED, "outcome", "unreachable"),
            meters.counter(Metric.HTTP_PROXIED, "outcome", "lost"));
  }

  /**
   * Who may work on a request.
   *
   * @param members the owners and, if the request allows it, those that stand in for them; in the
   *     order in which they are tried
   * @param suspected those that probably cannot be reached: nobody waits long for them
   * @param here works on it on this node, which stands in itself, when none of the others could be
   *     reached; gets the milliseconds that are left
   */
  record Way(List<Member> members, Set<Member> suspected, Optional<LongConsumer> here) {
    Way {
      members = List.copyOf(members);
      suspected = Set.copyOf(suspected);
    }
  }

  /** Answers the exchange with what the first says that can be reached. */
  void pass(Exchange exchange, RequestTarget target, QueryOptions options, Way way) {
    new ProxiedRequest(client, nodeId, outcomes, exchange, options.timeoutMillis())
        .pass(target.origin(), way);
  }

  Future<Void> close() {
    return client.close();
  }
}
