package io.henge.node;

import io.henge.node.config.NodeConfig;
import io.henge.node.http.AdminListener;
import io.henge.node.http.ClientListener;
import io.henge.node.http.Health;
import io.henge.node.http.HttpLimits;
import io.henge.node.http.HttpServices;
import io.henge.node.loop.EventLoops;
import io.henge.node.loop.EventLoops.Loop;
import io.henge.node.loop.LoopOwner;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Founding;
import io.henge.node.membership.Identity;
import io.henge.node.peer.PeerLimits;
import io.henge.node.peer.PeerServer;
import io.henge.node.replica.PeerService;
import io.henge.node.storage.Backup;
import io.henge.node.storage.StorageFailure;
import io.henge.node.transfer.FillingReport;
import io.henge.ring.ChainEntry;
import io.henge.ring.NodeId;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The event loops of a node: on each the copies and the coordinator of its partitions, a listener
 * for peers and one for clients; on the first one also founding, chain and the admin listener.
 */
final class Loops {
  private final Vertx vertx;
  private final NodeParts parts;
  private final EventLoops<LoopParts> loops;
  private final ChainLoop chainLoop;
  private final Founding founding;
  private final OwnerUpkeep owners;
  private final NodeStatus status;
  private final Upkeep upkeep;
  private final List<String> clientListeners = new ArrayList<>();
  private volatile boolean draining;

  /** What is counted over all event loops. */
  private record Counts(CoordinatorMeters coordinators, RemovalMeters removals) {}

  private Loops(
      Vertx vertx,
      NodeParts parts,
      EventLoops<LoopParts> loops,
      ChainLoop chainLoop,
      Counts counts) {
    this.vertx = vertx;
    this.parts = parts;
    this.loops = loops;
    this.chainLoop = chainLoop;
    this.owners = new OwnerUpkeep(parts);
    this.status = new NodeStatus(parts, owners, counts.removals(), counts.coordinators()::owedKeys);
    this.upkeep = new Upkeep(parts, loops, new Upkeep.Kept(owners, counts.removals()), chainLoop);
    this.founding =
        new Founding(
            parts.membership().desk(),
            NodeParts.foundingPlan(parts.config()),
            new Founding.World(parts.clock(), parts.peers().introductions()));
  }

  /** Completes when all listeners listen. */
  static Future<Loops> start(Vertx vertx, NodeParts parts) {
    List<Future<Context>> owned = new ArrayList<>();
    for (int i = 0; i < parts.config().eventLoops(); i++) {
      owned.add(LoopOwner.deploy(vertx));
    }
    return Future.all(owned)
        .map(all -> of(vertx, parts, all.list()))
        .compose(loops -> loops.listen().map(loops))
        .compose(loops -> loops.upkeep.start().map(loops));
  }

  private static Loops of(Vertx vertx, NodeParts parts, List<Context> contexts) {
    ChainLoop chainLoop = new ChainLoop(vertx, contexts.get(0), parts);
    CoordinatorMeters coordinators = new CoordinatorMeters(parts.meters(), parts.governor());
    RemovalMeters removals = new RemovalMeters(parts.meters(), parts.clock());
    LoopParts.Counts counts = new LoopParts.Counts(coordinators, parts.backlog());
    List<Loop<LoopParts>> owned = new ArrayList<>();
    for (Context context : contexts) {
      int number = owned.size();
      LoopParts.Share share =
          new LoopParts.Share(
              partition -> partition % contexts.size() == number, removals.ofLoop(number));
      owned.add(new Loop<>(context, LoopParts.of(parts, chainLoop, counts, share)));
    }
    return new Loops(
        vertx,
        parts,
        new EventLoops<>(vertx, owned),
        chainLoop,
        new Counts(coordinators, removals));
  }

  /** Begins the founding, or takes the chain from disk; completes when the node may serve. */
  Future<ChainEntry> join() {
    return loops.on(loops.all().get(0), first -> founding.join());
  }

  /** Takes no more requests; completes when the running ones have ended. */
  Future<Void> drain() {
    draining = true;
    List<Future<Void>> ending = new ArrayList<>(List.of(upkeep.stop()));
    clientListeners.forEach(listener -> ending.add(vertx.undeploy(listener)));
    return Future.join(ending).mapEmpty();
  }

  private Future<Void> listen() {
    return connectLoops()
        .compose(probing -> listenToPeers())
        .compose(peers -> listenToClients())
        .compose(clients -> listenToAdmin());
  }

  /**
   * Makes each loop's connections, while no listener runs: they would belong to the listener that
   * needs them first, and end with it while others still drain.
   */
  private Future<Void> connectLoops() {
    List<Future<Void>> made = new ArrayList<>();
    for (Loop<LoopParts> loop : loops.all()) {
      made.add(
          loops.on(
              loop,
              here -> {
                parts.peers().connections().current();
                return Future.succeededFuture();
              }));
    }
    return Future.all(made).compose(all -> probeSuspects());
  }

  private Future<Void> probeSuspects() {
    return loops.on(
        loops.all().get(0),
        first -> {
          parts
              .peers()
              .health()
              .start(vertx, this::mayBeMember, parts.peers().connections().current()::ping);
          return Future.succeededFuture();
        });
  }

  /** As long as there is no ring nobody knows who is none. */
  private boolean mayBeMember(NodeId node) {
    return parts
        .membership()
        .chain()
        .entry()
        .map(entry -> entry.layouts().memberOf(node).isPresent())
        .orElse(true);
  }

  private Future<Void> listenToPeers() {
    PeerService service =
        new PeerService(
            parts.membership().identity(),
            parts.membership().chain(),
            chainLoop,
            new LoopCopies(loops),
            chainLoop);
    List<Future<Void>> listening = new ArrayList<>();
    for (Loop<LoopParts> loop : loops.all()) {
      listening.add(loops.on(loop, here -> listenToPeers(loop, service)));
    }
    return Future.all(listening).mapEmpty();
  }

  private Future<Void> listenToPeers(Loop<LoopParts> loop, PeerService service) {
    PeerServer server =
        new PeerServer(
            vertx,
            parts.peers().self(),
            service,
            parts.store(),
            parts.peers().refusals(),
            PeerLimits.DEFAULT);
    // Who is no member any more, or on another directory than the members agreed on, must go.
    parts.membership().chain().watch(newer -> loop.context().runOnContext(now -> server.recheck()));
    return server.listen(parts.config().listeners().host(), parts.config().listeners().peerPort());
  }

  private Future<Void> listenToClients() {
    Supplier<ClientListener> instances =
        ClientListener.instances(
            parts.config().listeners().host(),
            parts.config().listeners().clientPort(),
            limits(),
            services());
    return vertx
        .deployVerticle(
            instances, new DeploymentOptions().setInstances(parts.config().eventLoops()))
        .map(
            id -> {
              clientListeners.add(id);
              return null;
            });
  }

  private HttpLimits limits() {
    HttpLimits usual = HttpLimits.DEFAULT;
    NodeConfig.Limits limits = parts.config().limits();
    return new HttpLimits(
        usual.connectionsMax(),
        usual.requestsMax(),
        usual.headBytesMax(),
        limits.blobBytesMax(),
        limits.requestTimeout().toMillis(),
        limits.drainTimeout().toMillis(),
        usual.patience());
  }

  private HttpServices services() {
    NodeId self = parts.membership().identity().node();
    CurrentChain chain = parts.membership().chain();
    return new HttpServices(
        new LoopCoordinators(loops),
        new ChainRouting(
            self, chain, parts.peers().health(), () -> !parts.store().facts().takesBodies()),
        chain,
        this::health,
        parts.meters(),
        parts.entropy(),
        this::backup,
        status::lastComparison,
        self.toString());
  }

  private Future<Backup.Report> backup(String name) {
    Identity identity = parts.membership().identity();
    return parts.store().backup(name, new Backup.Origin(identity.node(), identity.incarnation()));
  }

  /** Whether clients should be sent here, and what speaks against it. */
  private Health health() {
    List<String> reasons = new ArrayList<>();
    if (draining) {
      reasons.add("the node is stopping");
    }
    Optional<ChainEntry> newest = parts.membership().chain().entry();
    if (newest.isEmpty()) {
      reasons.add("waiting for " + founding.waitingFor());
    } else if (!isNamedBy(newest.get()) || parts.peers().refusals().isRetired()) {
      reasons.add(
          "this data directory is no member's any more: it left, or its seat was given to another");
    }
    parts.store().refusal().map(StorageFailure::getMessage).ifPresent(reasons::add);
    boolean ready = reasons.isEmpty();
    parts.store().facts().warning().ifPresent(reasons::add);
    parts
        .store()
        .indexDamage()
        .map(what -> "the index is damaged: " + what)
        .ifPresent(reasons::add);
    if (ready && parts.backlog().keys() > 0) {
      reasons.add(
          "%d keys with %d bytes are kept for other nodes"
              .formatted(parts.backlog().keys(), parts.backlog().bytes()));
    }
    if (ready && parts.store().isUnfilled()) {
      reasons.add(unfilled(owners.report()));
    }
    return new Health(ready, reasons);
  }

  private boolean isNamedBy(ChainEntry entry) {
    Identity self = parts.membership().identity();
    return entry.names(self.node(), self.incarnation());
  }

  private static String unfilled(FillingReport report) {
    return "this node is unfilled: %d of %d partitions are filled, in the others this node does"
            .formatted(report.filled(), report.owned())
        + " not vote"
        + (report.waiting().isEmpty() ? "" : "; " + report.waiting().get(0));
  }

  private Future<Void> listenToAdmin() {
    return vertx
        .deployVerticle(
            new AdminListener(
                parts.config().listeners().host(),
                parts.config().listeners().adminPort(),
                limits(),
                services(),
                new AdminListener.Desks(status, upkeep, owners, chainLoop, chainLoop, chainLoop)))
        .mapEmpty();
  }
}
