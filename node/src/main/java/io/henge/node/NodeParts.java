package io.henge.node;

import io.henge.node.background.Governor;
import io.henge.node.body.BodySpreader;
import io.henge.node.body.SpreadSettings;
import io.henge.node.config.ClusterSecret;
import io.henge.node.config.NodeConfig;
import io.henge.node.coordinator.ContextTokens;
import io.henge.node.handoff.Backlog;
import io.henge.node.loop.LoopClock;
import io.henge.node.membership.Acceptor;
import io.henge.node.membership.ChainAdoption;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.FoundingDesk;
import io.henge.node.membership.FoundingPlan;
import io.henge.node.membership.Identity;
import io.henge.node.membership.Pledges;
import io.henge.node.membership.StagedWishes;
import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.node.peer.ChainAdmission;
import io.henge.node.peer.LocalPeer;
import io.henge.node.peer.LoopConnections;
import io.henge.node.peer.PeerConnections;
import io.henge.node.peer.PeerHealth;
import io.henge.node.peer.PeerKey;
import io.henge.node.peer.PeerLimits;
import io.henge.node.peer.Refusals;
import io.henge.node.port.Bodies;
import io.henge.node.port.Clock;
import io.henge.node.port.Entropy;
import io.henge.node.port.Introductions;
import io.henge.node.replica.Epochs;
import io.henge.node.replica.Epochs.Marks;
import io.henge.node.replica.RemovalNumbers;
import io.henge.node.replica.Removals;
import io.henge.node.storage.DiskBlobStore;
import io.henge.node.storage.SyncedFiles;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all event loops of a node share: each of these may be used from any of them.
 *
 * @param config what the operator decided
 * @param clock time; a timer runs on the loop that sets it
 * @param store the disk
 * @param membership who this node is, and what it knows of the others
 * @param peers the ways to them
 * @param bodies the ways of bodies
 * @param governor slows the work in the background
 * @param backlog the hints that are owed to other nodes
 * @param meters where the metrics are
 */
record NodeParts(
    NodeConfig config,
    Clock clock,
    DiskBlobStore store,
    Membership membership,
    Peers peers,
    Bodies bodies,
    Governor governor,
    Backlog backlog,
    Meters meters) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** At the least share of the governor this is 16 MiB, and the index still keeps up. */
  private static final long REWRITTEN_BYTES_PER_SECOND_MAX = 512L << 20;

  private static final String CONTEXT_LABEL = "henge client context 1";

  /**
   * Who this node is, and what it knows of the others.
   *
   * @param identity of this data directory
   * @param epochs for this node's actors
   * @param chain the newest chain entry
   * @param desk this node's part in the founding
   * @param acceptor its vote on the entries after that
   * @param adoption how it takes over what was chosen
   * @param removals the removal numbers of its partitions
   * @param staged what operators wish of the ring and have not applied yet
   */
  record Membership(
      Identity identity,
      Epochs epochs,
      CurrentChain chain,
      FoundingDesk desk,
      Acceptor acceptor,
      Pledges pledges,
      ChainAdoption adoption,
      Removals removals,
      StagedWishes staged) {}

  /**
   * The ways to the peers.
   *
   * @param self how this node presents itself
   * @param health who can be reached
   * @param refusals what operators are told of peers that are not admitted
   * @param connections from here to them
   */
  record Peers(LocalPeer self, PeerHealth health, Refusals refusals, LoopConnections connections) {
    /** The way to nodes of which only the address is known. */
    Introductions introductions() {
      return (to, request, timeoutMillis) ->
          connections.current().callAddress(to, request, timeoutMillis);
    }
  }

  /** Opens what a data directory holds, and makes the rest. */
  static Future<NodeParts> open(Vertx vertx, Storage storage, NodeConfig config, Machine machine) {
    Clock clock = new LoopClock(vertx, machine.wallMillis());
    SyncedFiles files = storage.files();
    DiskBlobStore store = storage.store();
    ChainFiles chainFiles = new ChainFiles(files);
    CurrentChain chain = new CurrentChain();
    return chainFiles
        .identity(RANDOM::nextLong)
        .compose(
            identity -> {
              FoundingDesk desk =
                  new FoundingDesk(identity, foundingPlan(config), chainFiles, chain, store);
              Acceptor acceptor = new Acceptor(identity, chainFiles, chain);
              Pledges pledges = new Pledges(identity, chainFiles, chain);
              ChainAdoption adoption =
                  new ChainAdoption(identity.node(), pledges, chainFiles, chain, store);
              return desk.open()
                  .compose(opened -> acceptor.open())
                  .compose(opened -> pledges.open())
                  .compose(opened -> RemovalNumbers.open(files))
                  .compose(
                      removals ->
                          Epochs.open(
                                  files, Marks.of(chain.entry().isPresent(), store.isUnfilled()))
                              .compose(
                                  epochs ->
                                      StagedWishes.open(files)
                                          .map(
                                              staged ->
                                                  new Durable(
                                                      epochs,
                                                      new LoopRemovals(vertx, removals),
                                                      staged))))
                  .map(
                      durable ->
                          new Membership(
                              identity,
                              durable.epochs(),
                              chain,
                              desk,
                              acceptor,
                              pledges,
                              adoption,
                              durable.removals(),
                              durable.staged()));
            })
        .map(membership -> of(vertx, config, clock, store, membership));
  }

  /** What small files hold besides the chain. */
  private record Durable(Epochs epochs, Removals removals, StagedWishes staged) {}

  private static NodeParts of(
      Vertx vertx, NodeConfig config, Clock clock, DiskBlobStore store, Membership membership) {
    LocalPeer self =
        new LocalPeer(
            membership.identity(),
            () -> membership.chain().entry().map(ChainEntry::foundingDigest).orElse(""),
            PeerKey.ofSecret(config.secrets().current().bytes()),
            new ChainAdmission(membership.chain()));
    PeerHealth health = new PeerHealth();
    Refusals refusals = new Refusals();
    LoopConnections connections =
        new LoopConnections(
            vertx, () -> new PeerConnections(vertx, self, health, refusals, PeerLimits.DEFAULT));
    SpreadSettings usual = SpreadSettings.DEFAULT;
    SpreadSettings settings =
        new SpreadSettings(
            config.storage().smallBlobBytesMax(),
            usual.windowBytes(),
            usual.stallMillis(),
            usual.bodyStallMillis());
    Meters meters = new Meters();
    meters.gauge(Metric.PEERS_SUSPECTED, health::suspectedCount);
    StorageMeters.register(meters, store::facts);
    StorageMeters.registerReads(meters, store);
    Governor governor = new Governor(clock, config.governor());
    GovernorMeters.register(meters, governor);
    store.paceRewriting(() -> (long) (REWRITTEN_BYTES_PER_SECOND_MAX * governor.share()));
    return new NodeParts(
        config,
        clock,
        store,
        membership,
        new Peers(self, health, refusals, connections),
        new BodySpreader(vertx, store, connections, settings),
        governor,
        HintMeters.backlog(meters, clock, config.storage().hintBytesMax()),
        meters);
  }

  /** Unpredictable bits. */
  Entropy entropy() {
    return RANDOM::nextLong;
  }

  /** What this node brings to a founding. */
  static FoundingPlan foundingPlan(NodeConfig config) {
    return new FoundingPlan(
        config.founding().members(),
        config.listeners().advertisedPeer(),
        config.listeners().advertisedClient(),
        config.seating().zone(),
        config.seating().weight(),
        config.founding().partitions(),
        config.founding().replicas());
  }

  /** Authenticates clients' contexts, for one event loop. */
  ContextTokens contextTokens() {
    return new ContextTokens(
        contextKey(config.secrets().current()),
        config.secrets().previous().stream().map(NodeParts::contextKey).toList());
  }

  private static byte[] contextKey(ClusterSecret secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.bytes(), mac.getAlgorithm()));
      return mac.doFinal(CONTEXT_LABEL.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the JDK always has HmacSHA256", impossible);
    }
  }
}
