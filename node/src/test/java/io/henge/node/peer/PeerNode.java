package io.henge.node.peer;

import io.henge.node.body.BodySpreader;
import io.henge.node.body.SpreadSettings;
import io.henge.node.membership.Identity;
import io.henge.node.message.PeerHandler;
import io.henge.ring.Address;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peer plane of a node, as much of it as tests need, on a port of its own. */
public final class PeerNode {
  private static final Logger LOG = LoggerFactory.getLogger(PeerNode.class);

  public static final PeerLimits LIMITS = new PeerLimits(1_000, 500, 4, 8, 1_024, 8, 30_000, 400);

  public final Vertx vertx;
  public final int number;
  public final Identity identity;
  public final FakeStore store = new FakeStore();
  public final PeerHealth health = new PeerHealth();
  public final LocalPeer self;
  public final Refusals refusals = new Refusals();
  public final LoopConnections connections;
  public final BodySpreader bodies;

  /** What it answers; an echo at first. */
  public volatile PeerHandler handler = (from, request) -> Future.succeededFuture(request);

  public volatile String foundingDigest = "";
  public volatile Optional<String> refusal = Optional.empty();

  /** Whether whoever comes is a guest. */
  public volatile boolean takesGuests;

  /** The loop on which it serves. */
  public final Context loop;

  private final PeerServer server;
  private int port;

  public PeerNode(Vertx vertx, int number) {
    this(vertx, number, "secret", LIMITS, SpreadSettings.DEFAULT);
  }

  public PeerNode(
      Vertx vertx, int number, String secret, PeerLimits limits, SpreadSettings settings) {
    this.vertx = vertx;
    this.number = number;
    this.identity = new Identity(new NodeId(100 + number), new Incarnation(200 + number));
    this.self =
        new LocalPeer(
            identity,
            () -> foundingDigest,
            PeerKey.ofSecret(secret.getBytes(StandardCharsets.UTF_8)),
            new PeerAdmission() {
              @Override
              public Optional<String> refuse(Hello peer) {
                return refusal;
              }

              @Override
              public boolean isGuest(Hello peer) {
                return takesGuests;
              }
            });
    this.connections =
        new LoopConnections(
            vertx, () -> new PeerConnections(vertx, self, health, refusals, limits));
    this.bodies = new BodySpreader(vertx, store, connections, settings);
    this.server =
        new PeerServer(
            vertx, self, (from, request) -> handler.handle(from, request), store, refusals, limits);
    this.loop = vertx.getOrCreateContext();
  }

  /** Listens, on the port it had before if it had one. */
  public PeerNode start() {
    await(on(loop, () -> server.listen("127.0.0.1", port)));
    port = server.port();
    return this;
  }

  public PeerNode startAt(int where) {
    port = where;
    return start();
  }

  public void stop() {
    await(on(loop, server::close));
  }

  /** To be called on its loop. */
  public void closeServer() {
    server.close().onFailure(why -> LOG.info("closing failed", why));
  }

  public void recheck() {
    await(
        on(
            loop,
            () -> {
              server.recheck();
              return Future.succeededFuture();
            }));
  }

  public int port() {
    return port;
  }

  public Address address() {
    return new Address("127.0.0.1", port);
  }

  public Member member() {
    return memberAt(port);
  }

  public Member memberAt(int where) {
    Address address = new Address("127.0.0.1", where);
    return new Member(
        new Seat(number), identity.node(), identity.incarnation(), address, address, 0, 1);
  }

  public Future<Buffer> call(PeerNode to, Buffer request, long timeoutMillis) {
    return on(loop, () -> connections.call(to.member(), request, timeoutMillis));
  }

  public Future<Buffer> callMember(Member to, Buffer request) {
    return on(loop, () -> connections.call(to, request, 5_000));
  }

  /** Runs something on an event loop. */
  public static <T> Future<T> on(Context loop, Supplier<Future<T>> action) {
    return Future.future(done -> loop.runOnContext(now -> action.get().onComplete(done)));
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How a future fails. */
  public static Throwable failure(Future<?> future) {
    return await(
        future.transform(
            result ->
                result.failed()
                    ? Future.succeededFuture(result.cause())
                    : Future.failedFuture("it did not fail")));
  }
}
