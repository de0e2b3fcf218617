package io.henge.node.http;

import io.henge.node.http.OwnerRouting.Route;
import io.henge.node.membership.CurrentChain;
import io.henge.node.metrics.Meters;
import io.henge.node.storage.ScrubStatus;
import io.henge.node.storage.ScrubTally;
import io.henge.node.transfer.FillingReport;
import io.henge.ring.Address;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real client listener, and an admin listener, on free ports in front of a fake coordinator. */
final class Listeners implements AutoCloseable {
  static final ClientPatience QUICK =
      new ClientPatience(1_500, 800, 1_500, 800, 1024, 800, 2_000, 8 << 20);
  static final HttpLimits PATIENT =
      new HttpLimits(1_000, 100, 16 << 10, 1 << 30, 10_000, 1_000, ClientPatience.DEFAULT);

  final FakeCoordinator coordinator = new FakeCoordinator();
  final CurrentChain chain = new CurrentChain();
  final Meters meters = new Meters();
  volatile OwnerRouting routing = key -> new Route.Local();
  volatile Health health = new Health(true, List.of());

  private final Vertx vertx = Vertx.vertx();
  private final ClientListener client;
  private final AdminListener admin;

  Listeners(HttpLimits limits) {
    this(limits, true);
  }

  Backups backups = name -> Future.failedFuture(new UnsupportedOperationException());

  volatile PolicyDesk policies = this::setAlone;

  volatile ReplaceDesk replacements =
      (seat, newcomer, acceptLoss, millis) ->
          Future.failedFuture(new UnsupportedOperationException());

  final FakeRing ring = new FakeRing();

  /** As a cluster of this one member would. */
  private Future<ChainEntry> setAlone(String bucket, BucketPolicy policy, long timeoutMillis) {
    ChainEntry newest = chain.entry().orElseThrow();
    if (!newest.policyOf(bucket).equals(policy)) {
      chain.advance(newest.withPolicy(bucket, policy));
    }
    return Future.succeededFuture(chain.entry().orElseThrow());
  }

  /** A scrub that only remembers what it is asked. */
  final FakeScrub scrub = new FakeScrub();

  /** The losses that were accepted of a node of four partitions, one of which is filled. */
  final List<Integer> lossesAccepted = new ArrayList<>();

  private final FillDesk fill =
      new FillDesk() {
        @Override
        public FillingReport report() {
          return new FillingReport(4, 1, 20, 3_000, 2, List.of("partition 3: it waits"));
        }

        @Override
        public Optional<Integer> acceptLoss(List<Integer> partitions) {
          Optional<Integer> unknown = partitions.stream().filter(p -> p > 3).findFirst();
          if (unknown.isEmpty()) {
            lossesAccepted.addAll(partitions);
          }
          return unknown;
        }

        @Override
        public void acceptLossOfWaiting() {
          lossesAccepted.add(3);
        }
      };

  volatile StatusDesk.Status status =
      new StatusDesk.Status(
          new StatusDesk.Partitions(10, 9, 7),
          new StatusDesk.Comparisons(Map.of("equal", 6), Double.NaN),
          new StatusDesk.Hints(3, 2048, 1.5),
          new StatusDesk.Tombstones(4, 60, Map.of(2, 5)),
          1,
          8);

  static final class FakeScrub implements ScrubDesk {
    final List<Long> rates = new CopyOnWriteArrayList<>();
    volatile ScrubStatus status =
        new ScrubStatus(
            false,
            3,
            new ScrubTally(10, 2000, 1, 2, 4),
            5,
            OptionalLong.of(1_700_000_000_000L),
            OptionalLong.empty(),
            1);

    @Override
    public ScrubStatus status() {
      return status;
    }

    @Override
    public void begin(long bytesPerSecond) {
      rates.add(bytesPerSecond);
    }
  }

  LastComparisons comparisons = partition -> Optional.empty();

  Listeners(HttpLimits limits, boolean founded) {
    if (founded) {
      chain.advance(entry());
    }
    SplittableRandom random = new SplittableRandom(1);
    HttpServices services =
        new HttpServices(
            coordinator,
            key -> routing.route(key),
            chain,
            () -> health,
            meters,
            random::nextLong,
            name -> backups.make(name),
            partition -> comparisons.of(partition),
            "0000000000000001");
    client = ClientListener.instances("127.0.0.1", 0, limits, services).get();
    admin =
        new AdminListener(
            "127.0.0.1",
            0,
            limits,
            services,
            new AdminListener.Desks(
                () -> status,
                scrub,
                fill,
                (bucket, policy, millis) -> policies.set(bucket, policy, millis),
                (seat, newcomer, acceptLoss, millis) ->
                    replacements.replace(seat, newcomer, acceptLoss, millis),
                ring));
    vertx
        .deployVerticle(client)
        .compose(deployed -> vertx.deployVerticle(admin))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  static HttpLimits quick() {
    return new HttpLimits(1_000, 100, 16 << 10, 1 << 30, 10_000, 1_000, QUICK);
  }

  static ChainEntry entry() {
    return ChainEntry.founding(List.of(member(0, 7401)), 8, 3);
  }

  static Member member(int seat, int clientPort) {
    return new Member(
        new Seat(seat),
        new NodeId(seat + 1),
        new Incarnation(seat + 1),
        new Address("127.0.0.1", 7501),
        new Address("127.0.0.1", clientPort),
        0,
        1);
  }

  RawClient connect() throws IOException {
    return new RawClient(client.port());
  }

  RawClient connectAdmin() throws IOException {
    return new RawClient(admin.port());
  }

  int port() {
    return client.port();
  }

  Vertx vertx() {
    return vertx;
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the listeners did not close", e);
    }
  }
}
