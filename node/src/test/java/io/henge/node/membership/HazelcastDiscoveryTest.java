package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.ClusterState;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException;
import com.hazelcast.internal.cluster.impl.ConfigMismatchException;
import com.hazelcast.internal.cluster.impl.MasterNodeChangedException;
import com.hazelcast.internal.cluster.impl.VersionMismatchException;
import com.hazelcast.internal.partition.PartitionStateVersionMismatchException;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.partition.NoDataMemberInClusterException;
import com.hazelcast.spi.exception.RetryableIOException;
import com.hazelcast.transaction.TransactionException;
import io.henge.node.config.NodeConfig.Discovery;
import io.henge.ring.Address;
import io.henge.ring.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HazelcastDiscoveryTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final NodeId A = new NodeId(10);
  private static final NodeId B = new NodeId(11);

  @Test
  void only_the_given_addresses_can_join() throws UnknownHostException {
    Config config = config();
    NetworkConfig network = config.getNetworkConfig();
    JoinConfig join = network.getJoin();
    assertThat(config.getClusterName()).isEqualTo("henge-0123456789abcdef");
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(join.isAutoDetectionEnabled()).isFalse();
    assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
    assertThat(join.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1:7701", "[::1]:7702");
    assertThat(network.getPort()).isEqualTo(7701);
    assertThat(network.isPortAutoIncrement()).isFalse();
    assertThat(network.getInterfaces().isEnabled()).isTrue();
    assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
  }

  @Test
  @SuppressWarnings({"deprecation", "removal"}) // What is deprecated must be off all the same.
  void all_that_is_not_a_list_of_members_is_off() throws UnknownHostException {
    Config config = config();
    assertThat(config.getNetworkConfig().getRestApiConfig().isEnabled()).isFalse();
    assertThat(config.getNetworkConfig().getMemcacheProtocolConfig().isEnabled()).isFalse();
    assertThat(config.getRestConfig().isEnabled()).isFalse();
    assertThat(config.getUserCodeDeploymentConfig().isEnabled()).isFalse();
    assertThat(config.getNamespacesConfig().isEnabled()).isFalse();
    assertThat(config.getManagementCenterConfig().isScriptingEnabled()).isFalse();
    assertThat(config.getManagementCenterConfig().isConsoleEnabled()).isFalse();
    assertThat(config.getJetConfig().isEnabled()).isFalse();
    assertThat(config.getMetricsConfig().isEnabled()).isFalse();
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.jmx")).isEqualTo("false");
    JavaSerializationFilterConfig filter =
        config.getSerializationConfig().getJavaSerializationFilterConfig();
    assertThat(filter.isDefaultsDisabled()).isTrue();
    assertThat(filter.getWhitelist().isListed("java.util.HashMap")).isFalse();
    assertThat(filter.getWhitelist().isListed("java.util.PriorityQueue")).isFalse();
    assertThat(filter.getWhitelist().isListed("com.hazelcast.core.MemberLeftException")).isTrue();
  }

  /** One that joins while others do is told to ask again, and has to understand it. */
  @Test
  void what_members_refuse_each_other_with_is_understood() throws UnknownHostException {
    InternalSerializationService service =
        new DefaultSerializationServiceBuilder()
            .setConfig(config().getSerializationConfig())
            .build();
    List<Throwable> refusals =
        List.of(
            new ClusterTopologyChangedException("another member list"),
            new ConfigMismatchException("another configuration"),
            new MasterNodeChangedException("another master"),
            new VersionMismatchException("another version"),
            new PartitionStateVersionMismatchException(1, 2),
            new HazelcastSerializationException("unreadable"),
            new NoDataMemberInClusterException("no data"),
            new TransactionException("locked"),
            new RetryableIOException("not now"));
    for (Throwable refusal : refusals) {
      Throwable heard = service.toObject(service.toData(refusal));
      assertThat(heard).hasSameClassAs(refusal).hasMessage(refusal.getMessage());
    }
  }

  @Test
  void a_silent_member_is_noticed_within_seconds() throws UnknownHostException {
    Config config = config();
    assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("1");
    assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("5");
  }

  @Test
  void two_nodes_find_each_other_and_notice_a_stop_and_a_return() throws Exception {
    List<Integer> ports = freePorts(4);
    List<Address> members =
        List.of(new Address("127.0.0.1", ports.get(0)), new Address("127.0.0.1", ports.get(1)));
    Map<NodeId, Boolean> heardByA = new ConcurrentHashMap<>();
    Map<NodeId, Boolean> heardByB = new ConcurrentHashMap<>();
    HazelcastDiscovery a =
        new HazelcastDiscovery(at(ports.get(0), ports.get(2), members), A, DIGEST, heardByA::put);
    HazelcastDiscovery b =
        new HazelcastDiscovery(at(ports.get(1), ports.get(3), members), B, DIGEST, heardByB::put);
    HazelcastDiscovery again =
        new HazelcastDiscovery(at(ports.get(1), ports.get(3), members), B, DIGEST, heardByB::put);
    try {
      a.start();
      b.start();
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(heardByA).containsExactly(Map.entry(B, true)));
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(heardByB).containsExactly(Map.entry(A, true)));
      stop(b);
      await().untilAsserted(() -> assertThat(heardByA).containsExactly(Map.entry(B, false)));
      again.start();
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(heardByA).containsExactly(Map.entry(B, true)));
    } finally {
      stop(a);
      stop(again);
    }
  }

  /**
   * After a split the smaller side freezes itself before it merges with the other one. Its members
   * tell each other so, and with one that does not understand it the split would never end.
   */
  @Test
  void members_freeze_together_as_they_must_before_they_merge() throws Exception {
    List<Integer> ports = freePorts(2);
    List<Address> members = ports.stream().map(port -> new Address("127.0.0.1", port)).toList();
    List<HazelcastInstance> instances = new ArrayList<>();
    try {
      for (int port : ports) {
        Config config =
            HazelcastSettings.of(at(port, 1, members), A, DIGEST, new MembershipAdapter());
        instances.add(Hazelcast.newHazelcastInstance(config));
      }
      await().until(() -> instances.get(1).getCluster().getMembers().size() == 2);
      instances.get(0).getCluster().changeClusterState(ClusterState.FROZEN);
      for (HazelcastInstance instance : instances) {
        assertThat(instance.getCluster().getClusterState()).isEqualTo(ClusterState.FROZEN);
      }
    } finally {
      instances.forEach(instance -> instance.getLifecycleService().terminate());
    }
  }

  @Test
  void a_taken_port_is_retried_until_it_is_free() throws Exception {
    List<Integer> ports = freePorts(4);
    List<Address> members =
        List.of(new Address("127.0.0.1", ports.get(0)), new Address("127.0.0.1", ports.get(1)));
    Map<NodeId, Boolean> heard = new ConcurrentHashMap<>();
    HazelcastDiscovery a =
        new HazelcastDiscovery(at(ports.get(0), ports.get(2), members), A, DIGEST, heard::put);
    HazelcastDiscovery b =
        new HazelcastDiscovery(
            at(ports.get(1), ports.get(3), members), B, DIGEST, (node, up) -> {});
    try {
      try (ServerSocket taken = listen(ports.get(0))) {
        a.start();
        b.start();
        // A knock on the taken port is the second member's search; the first had its failure then.
        assertThat(taken.accept().isConnected()).isTrue();
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(heard).containsEntry(B, true));
    } finally {
      stop(a);
      stop(b);
    }
  }

  private static void stop(HazelcastDiscovery discovery) throws Exception {
    discovery.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Config config() throws UnknownHostException {
    List<Address> members = List.of(new Address("127.0.0.1", 7701), new Address("::1", 7702));
    return HazelcastSettings.of(at(7701, 7801, members), A, DIGEST, new EventListener() {});
  }

  private static Discovery at(int hazelcastPort, int busPort, List<Address> members) {
    return new Discovery(true, "127.0.0.1", hazelcastPort, busPort, "127.0.0.1", members);
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
  }

  private static List<Integer> freePorts(int count) throws IOException {
    if (count == 0) {
      return List.of();
    }
    try (ServerSocket socket = listen(0)) {
      List<Integer> ports = new ArrayList<>(freePorts(count - 1));
      ports.add(socket.getLocalPort());
      return ports;
    }
  }
}
