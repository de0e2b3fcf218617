package io.henge.node.http;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.BlobFailure;
import io.henge.node.http.OwnerRouting.Route;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.KeyHash;
import io.henge.ring.Member;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Where a request to the client listener goes: system paths to their router, everything else is a
 * key, read from the raw path because routers normalise what they match.
 *
 * <p>A key's request is worked on here, passed on to an owner, or answered with an owner's address.
 */
final class BlobRoutes implements Handler<HttpServerRequest> {
  private static final String ALLOWED = "GET, HEAD, PUT, DELETE";

  private final HttpLimits limits;
  private final HttpServices services;
  private final Exchange.Surroundings around;
  private final Handler<HttpServerRequest> system;
  private final RequestSlots slots;
  private final OwnerProxy proxy;
  private final PutHandler puts;
  private final GetHandler gets;
  private final SiblingsHandler siblings;
  private final DeleteHandler deletes;
  private final ExplainHandler explain;
  private final ListHandler lists;

  BlobRoutes(
      HttpLimits limits,
      HttpServices services,
      Exchange.Surroundings around,
      Handler<HttpServerRequest> system,
      RequestSlots slots,
      OwnerProxy proxy) {
    this.limits = limits;
    this.services = services;
    this.around = around;
    this.system = system;
    this.slots = slots;
    this.proxy = proxy;
    puts = new PutHandler(services.coordinators(), limits.blobBytesMax());
    gets = new GetHandler(services.coordinators());
    siblings = new SiblingsHandler(services.coordinators());
    deletes = new DeleteHandler(services.coordinators());
    explain = new ExplainHandler(services, around);
    lists = new ListHandler(services.coordinators(), around, slots, limits.timeoutMillis());
  }

  @Override
  public void handle(HttpServerRequest request) {
    RequestTarget target = RequestTarget.parse(request.uri());
    if (ExplainHandler.isMeant(target)) {
      explain.handle(request, target);
      return;
    }
    if (ListHandler.isMeant(target)) {
      lists.handle(request, target);
      return;
    }
    if (target.isSystem()) {
      system.handle(request);
      return;
    }
    Exchange exchange = new Exchange(around, request);
    try {
      dispatch(exchange, target);
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private void dispatch(Exchange exchange, RequestTarget target) {
    HttpMethod method = exchange.request().method();
    if (!isAllowed(method)) {
      exchange.methodNotAllowed(ALLOWED);
      return;
    }
    BlobKey key = BlobKey.fromRawPath(target.path());
    QueryOptions asked = QueryOptions.parse(target.query(), method, limits.timeoutMillis());
    if (exchange.hasBody() && !method.equals(HttpMethod.PUT)) {
      throw BlobFailure.of(ErrorCode.BAD_REQUEST, method + " takes no body");
    }
    exchange.givenRequestId();
    slots.takeFor(exchange);
    ChainEntry chain = newest();
    QueryOptions options = exchange.isWrite() ? asked.under(chain.policyOf(key.bucket())) : asked;
    PartitionedKey place = place(key, chain);
    boolean isPut = method.equals(HttpMethod.PUT);
    Route route = isPut ? services.routing().routeOfBody(place) : services.routing().route(place);
    if (route instanceof Route.Elsewhere elsewhere) {
      goElsewhere(exchange, target, place, options, elsewhere);
    } else if (route instanceof Route.Full full) {
      goElsewhere(exchange, target, place, options, elsewhereOf(exchange, full));
    } else if (route instanceof Route.NotReady notReady) {
      throw BlobFailure.of(ErrorCode.UNAVAILABLE, notReady.reason());
    } else {
      handleHere(exchange, place, options);
    }
  }

  private void handleHere(Exchange exchange, PartitionedKey place, QueryOptions options) {
    HttpMethod method = exchange.request().method();
    if (method.equals(HttpMethod.PUT)) {
      puts.handle(exchange, place, options);
    } else if (method.equals(HttpMethod.DELETE)) {
      deletes.handle(exchange, place, options);
    } else if (options.siblings()) {
      siblings.handle(exchange, place, options);
    } else {
      gets.handle(exchange, place, options);
    }
  }

  private ChainEntry newest() {
    return services
        .chain()
        .entry()
        .orElseThrow(
            () -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
  }

  private static PartitionedKey place(BlobKey key, ChainEntry chain) {
    int partition = chain.layout().partitions().partitionOf(KeyHash.of(key));
    return new PartitionedKey(partition, key);
  }

  /** Another owner may have room, unless one has sent the request here for that reason. */
  private static Route.Elsewhere elsewhereOf(Exchange exchange, Route.Full full) {
    if (full.others().isEmpty() || exchange.headers().contains(HengeHeaders.PROXIED_BY)) {
      throw BlobFailure.of(ErrorCode.INSUFFICIENT_STORAGE, "this node has no room for new blobs");
    }
    return new Route.Elsewhere(full.others());
  }

  private void goElsewhere(
      Exchange exchange,
      RequestTarget target,
      PartitionedKey place,
      QueryOptions options,
      Route.Elsewhere elsewhere) {
    boolean isSloppy = options.isSloppy(exchange.isWrite());
    if (options.redirect()) {
      redirect(exchange, target, elsewhere.owners().get(0));
    } else if (!exchange.headers().contains(HengeHeaders.PROXIED_BY)) {
      proxy.pass(exchange, target, options, way(exchange, place, options, elsewhere, isSloppy));
    } else if (isSloppy && elsewhere.standsIn()) {
      // Whoever passed it on has not reached an owner.
      handleHere(exchange, place, options);
    } else {
      // Two nodes that take each other for the owner would pass it to and fro.
      throw BlobFailure.of(
          ErrorCode.UNAVAILABLE, "this node was taken for an owner of the key and is none");
    }
  }

  /** The owners; then whoever stands in for them, this node before others. */
  private OwnerProxy.Way way(
      Exchange exchange,
      PartitionedKey place,
      QueryOptions options,
      Route.Elsewhere elsewhere,
      boolean isSloppy) {
    boolean isHere = isSloppy && elsewhere.standsIn();
    List<Member> members = new ArrayList<>(elsewhere.owners());
    if (isSloppy && !isHere) {
      members.addAll(elsewhere.standIns());
    }
    Optional<LongConsumer> here =
        isHere
            ? Optional.of(left -> handleHere(exchange, place, options.within(left)))
            : Optional.empty();
    List<Member> owners = elsewhere.owners();
    List<Member> suspected = owners.subList(owners.size() - elsewhere.suspected(), owners.size());
    return new OwnerProxy.Way(members, Set.copyOf(suspected), here);
  }

  /** The address comes from the layout, never from what the client says that the host is. */
  private static void redirect(Exchange exchange, RequestTarget target, Member owner) {
    boolean read = isRead(exchange.request().method());
    String query = QueryOptions.withoutRedirect(target.query());
    String origin = new RequestTarget(target.path(), query).origin();
    exchange
        .answer(read ? 302 : 307)
        .putHeader(HttpHeaders.LOCATION, "http://" + owner.client() + origin);
    exchange.end();
  }

  private static boolean isAllowed(HttpMethod method) {
    return isRead(method) || method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
  }

  private static boolean isRead(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }
}
