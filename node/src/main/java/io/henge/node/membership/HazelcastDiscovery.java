package io.henge.node.membership;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.henge.node.config.NodeConfig.Discovery;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from Hazelcast, through Vert.x's cluster manager, which nodes seem to be up.
 *
 * <p>What it hears is a hint for routing and never a truth: the ring, the versions and the data do
 * not know that it exists, and no request waits for it. It runs on a Vert.x of its own and one
 * thread of its own, starts in the background, and begins again, ever more slowly, when it cannot
 * start or Hazelcast gives up.
 */
public final class HazelcastDiscovery {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastDiscovery.class);

  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration BUS_CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Discovery settings;
  private final NodeId self;
  private final String foundingDigest;
  private final BiConsumer<NodeId, Boolean> heard;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(HazelcastDiscovery::daemon);

  private volatile boolean stopped;

  /* What runs now; touched by the one thread alone. */
  private Optional<HazelcastInstance> hazelcast = Optional.empty();
  private Optional<Vertx> bus = Optional.empty();
  private Duration retry = RETRY_FIRST;

  /**
   * A discovery that does nothing yet.
   *
   * @param foundingDigest the digest of the first chain entry, at least 16 characters
   * @param heard told of other nodes, never of this one: true when one seems to be up, false when
   *     it seems to be down. Called from threads of Hazelcast; must be quick
   */
  public HazelcastDiscovery(
      Discovery settings, NodeId self, String foundingDigest, BiConsumer<NodeId, Boolean> heard) {
    this.settings = settings;
    this.self = self;
    this.foundingDigest = foundingDigest;
    this.heard = heard;
  }

  /** Begins to look for the others, in the background. */
  public void start() {
    thread.execute(this::join);
  }

  /** Leaves; completes within about five seconds, whatever Hazelcast does. Never fails. */
  public Future<Void> stop() {
    stopped = true;
    CompletableFuture<Void> left =
        CompletableFuture.runAsync(this::leave, thread)
            .completeOnTimeout(null, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((done, failure) -> thread.shutdownNow());
    return Future.fromCompletionStage(left);
  }

  private void join() {
    if (stopped) {
      return;
    }
    try {
      Config config = HazelcastSettings.of(settings, self, foundingDigest, new Members());
      HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
      hazelcast = Optional.of(instance);
      instance.getLifecycleService().addLifecycleListener(event -> changed(instance, event));
      bus = Optional.of(clustered(instance));
      retry = RETRY_FIRST;
      LOG.info(
          "discovery is up on {}:{}, members seen: {}",
          settings.host(),
          settings.hazelcastPort(),
          instance.getCluster().getMembers().size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      leave();
    } catch (Exception e) {
      LOG.debug("discovery failed to start", e);
      LOG.warn(
          "discovery did not start and tries again in {} s; requests go on without it: {}",
          retry.toSeconds(),
          e.getMessage());
      again();
    }
  }

  private Vertx clustered(HazelcastInstance instance)
      throws InterruptedException, ExecutionException, TimeoutException {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false))
            .setEventBusOptions(
                new EventBusOptions()
                    .setHost(settings.host())
                    .setPort(settings.eventBusPort())
                    .setClusterPublicHost(settings.advertisedHost())
                    .setClusterPublicPort(settings.eventBusPort()));
    return await(
        Vertx.builder()
            .with(options)
            .withClusterManager(new HazelcastClusterManager(instance))
            .buildClustered(),
        START_TIMEOUT);
  }

  private void again() {
    leave();
    if (!stopped) {
      later(retry).execute(this::join);
      retry = retry.multipliedBy(2).compareTo(RETRY_MAX) < 0 ? retry.multipliedBy(2) : RETRY_MAX;
    }
  }

  private Executor later(Duration delay) {
    return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, thread);
  }

  private void leave() {
    Optional<Vertx> oldBus = bus;
    Optional<HazelcastInstance> oldHazelcast = hazelcast;
    bus = Optional.empty();
    hazelcast = Optional.empty();
    try {
      if (oldBus.isPresent()) {
        await(oldBus.get().close(), BUS_CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the event bus did not close", e);
    }
    oldHazelcast.ifPresent(instance -> instance.getLifecycleService().shutdown());
  }

  /** Hazelcast ends by itself, for instance, when it cannot merge after a split. */
  private void changed(HazelcastInstance instance, LifecycleEvent event) {
    if (event.getState() == LifecycleState.MERGED) {
      tellAll(instance.getCluster());
    }
    if (event.getState() == LifecycleState.SHUTDOWN && !stopped) {
      thread.execute(
          () -> {
            if (hazelcast.equals(Optional.of(instance))) {
              LOG.warn("discovery ended by itself and starts again in {} s", retry.toSeconds());
              again();
            }
          });
    }
  }

  private void tellAll(Cluster cluster) {
    cluster.getMembers().forEach(member -> tell(member, true));
  }

  private void tell(Member member, boolean up) {
    if (stopped) {
      return;
    }
    nodeOf(member)
        .filter(node -> !node.equals(self))
        .ifPresent(
            node -> {
              LOG.info("discovery: node {} seems to be {}", node, up ? "up" : "down");
              heard.accept(node, up);
            });
  }

  private static Optional<NodeId> nodeOf(Member member) {
    String attribute = member.getAttribute(HazelcastSettings.NODE_ATTRIBUTE);
    try {
      return Optional.ofNullable(attribute).map(NodeId::parse);
    } catch (IllegalArgumentException e) {
      LOG.warn("discovery: the member at {} has no usable node id", member.getAddress());
      return Optional.empty();
    }
  }

  private static <T> T await(Future<T> future, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "henge-membership");
    thread.setDaemon(true);
    return thread;
  }

  private final class Members implements InitialMembershipListener {
    @Override
    public void init(InitialMembershipEvent event) {
      event.getMembers().forEach(member -> tell(member, true));
    }

    @Override
    public void memberAdded(MembershipEvent event) {
      tell(event.getMember(), true);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      // A node that came back quickly is a new member before its old one is forgotten.
      if (!isStillThere(event.getMember(), event.getMembers())) {
        tell(event.getMember(), false);
      }
    }

    private boolean isStillThere(Member removed, Collection<Member> members) {
      return members.stream().anyMatch(member -> nodeOf(member).equals(nodeOf(removed)));
    }
  }
}
