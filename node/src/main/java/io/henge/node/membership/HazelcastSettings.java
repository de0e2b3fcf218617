package io.henge.node.membership;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import io.henge.node.config.NodeConfig.Discovery;
import io.henge.ring.Address;
import io.henge.ring.NodeId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EventListener;
import java.util.UUID;

/**
 * Hazelcast's configuration, whole and in code, so that no file or default of the library decides
 * who may join.
 *
 * <p>Members find each other at the given addresses alone. Everything that Hazelcast offers besides
 * a list of members is off or as small as it goes: the detector is quick (a silent node is noticed
 * after five seconds, not sixty), the thread pools are tiny because nothing but the cluster
 * manager's bookkeeping runs on them, and of Java's serialization only what Hazelcast's own
 * failures and the end of a split need is let in.
 */
final class HazelcastSettings {
  /** The member attribute that holds the node id. */
  static final String NODE_ATTRIBUTE = "henge.node";

  /** The member attribute by which Vert.x's cluster manager knows a member. */
  private static final String VERTX_ATTRIBUTE = "__vertx.nodeId";

  private static final int DIGEST_DIGITS = 16;

  private HazelcastSettings() {}

  /**
   * The configuration of one member.
   *
   * @param foundingDigest the digest of the first chain entry: other clusters have another one
   * @throws UnknownHostException when the interface's name cannot be resolved
   */
  static Config of(Discovery discovery, NodeId self, String foundingDigest, EventListener members)
      throws UnknownHostException {
    Config config = new Config();
    config.setClusterName("henge-" + foundingDigest.substring(0, DIGEST_DIGITS));
    config.setInstanceName(config.getClusterName() + "-" + self + "-" + UUID.randomUUID());
    config.getMemberAttributeConfig().setAttribute(NODE_ATTRIBUTE, self.toString());
    config.getMemberAttributeConfig().setAttribute(VERTX_ATTRIBUTE, UUID.randomUUID().toString());
    config.addListenerConfig(new ListenerConfig(members));
    setNetwork(config, discovery);
    setTimes(config);
    setThreads(config);
    switchOff(config);
    letInOnlyItsOwn(config);
    addBookkeeping(config);
    return config;
  }

  private static void setNetwork(Config config, Discovery discovery) throws UnknownHostException {
    InetAddress host = InetAddress.getByName(discovery.host());
    boolean any = host.isAnyLocalAddress();
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(discovery.hazelcastPort()).setPortCount(1).setPortAutoIncrement(false);
    if (!any) {
      network.getInterfaces().setEnabled(true).addInterface(host.getHostAddress());
    }
    if (!discovery.advertisedHost().equals(discovery.host())) {
      network.setPublicAddress(
          new Address(discovery.advertisedHost(), discovery.hazelcastPort()).toString());
    }
    set(config, ClusterProperty.SOCKET_BIND_ANY, any);
    set(config, ClusterProperty.PREFER_IPv4_STACK, host.getAddress().length == 4);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
    discovery.members().forEach(member -> join.getTcpIpConfig().addMember(member.toString()));
    set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT, 1);
    set(config, ClusterProperty.SOCKET_CONNECT_TIMEOUT_SECONDS, 1);
  }

  private static void setTimes(Config config) {
    set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, 1);
    set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, 5);
    set(config, ClusterProperty.MEMBER_LIST_PUBLISH_INTERVAL_SECONDS, 5);
    set(config, ClusterProperty.MASTERSHIP_CLAIM_TIMEOUT_SECONDS, 10);
    set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, 1);
    set(config, ClusterProperty.MAX_WAIT_SECONDS_BEFORE_JOIN, 3);
    set(config, ClusterProperty.MAX_JOIN_SECONDS, 5);
    set(config, ClusterProperty.MAX_JOIN_MERGE_TARGET_SECONDS, 2);
    set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, 2);
    set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, 2);
    set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, 1);
    set(config, ClusterProperty.CLUSTER_SHUTDOWN_TIMEOUT_SECONDS, 2);
    set(config, ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS, 5000);
  }

  private static void setThreads(Config config) {
    set(config, ClusterProperty.PARTITION_COUNT, 31);
    set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, 2);
    set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, 2);
    set(config, ClusterProperty.PRIORITY_GENERIC_OPERATION_THREAD_COUNT, 1);
    set(config, ClusterProperty.RESPONSE_THREAD_COUNT, 1);
    set(config, ClusterProperty.IO_THREAD_COUNT, 1);
    set(config, ClusterProperty.EVENT_THREAD_COUNT, 1);
    set(config, ClusterProperty.EVENT_QUEUE_CAPACITY, 10_000);
    set(config, ClusterProperty.CLIENT_ENGINE_THREAD_COUNT, 1);
    set(config, ClusterProperty.CLIENT_ENGINE_QUERY_THREAD_COUNT, 1);
    set(config, ClusterProperty.CLIENT_ENGINE_BLOCKING_THREAD_COUNT, 1);
    set(config, ClusterProperty.MC_EXECUTOR_THREAD_COUNT, 1);
  }

  private static void switchOff(Config config) {
    set(config, ClusterProperty.PHONE_HOME_ENABLED, false);
    set(config, ClusterProperty.ENABLE_JMX, false);
    set(config, ClusterProperty.METRICS_ENABLED, false);
    set(config, ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF");
    set(config, ClusterProperty.SLOW_OPERATION_DETECTOR_ENABLED, false);
    set(config, ClusterProperty.DISCOVERY_SPI_ENABLED, false);
    // The node's own shutdown stops Hazelcast when the requests are done.
    set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED, false);
    set(config, ClusterProperty.LOGGING_TYPE, "slf4j");
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
    config.getRestConfig().setEnabled(false);
    config.getNetworkConfig().getMemcacheProtocolConfig().setEnabled(false);
    config.getManagementCenterConfig().setScriptingEnabled(false);
    config.getManagementCenterConfig().setConsoleEnabled(false);
    config.getManagementCenterConfig().setDataAccessEnabled(false);
    config.getNamespacesConfig().setEnabled(false);
    config.getIntegrityCheckerConfig().setEnabled(false);
  }

  /**
   * A failure that is not let in is no answer: who asked waits until its time is over instead of
   * asking again at once.
   */
  private static void letInOnlyItsOwn(Config config) {
    ClassFilter allowed =
        new ClassFilter()
            .addPackages("com.hazelcast.core", "com.hazelcast.spi.exception")
            .addClasses(
                "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
                "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
                "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
                "com.hazelcast.internal.cluster.impl.VersionMismatchException",
                "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
                "com.hazelcast.nio.serialization.HazelcastSerializationException",
                "com.hazelcast.partition.NoDataMemberInClusterException",
                "com.hazelcast.transaction.TransactionException",
                // A side of several members tells its own to stand still before it merges.
                "com.hazelcast.cluster.ClusterState",
                "[Ljava.lang.StackTraceElement;",
                "java.io.IOException",
                "java.lang.Enum",
                "java.lang.StackTraceElement",
                "java.lang.Throwable",
                "java.lang.Exception",
                "java.lang.RuntimeException",
                "java.lang.IllegalStateException",
                "java.lang.IllegalArgumentException",
                "java.util.Collections$EmptyList",
                "java.util.Collections$UnmodifiableList",
                "java.util.Collections$UnmodifiableCollection",
                "java.util.ArrayList");
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(allowed));
  }

  /** The structures of Vert.x's cluster manager, as its own default configuration has them. */
  private static void addBookkeeping(Config config) {
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  private static void set(Config config, HazelcastProperty property, Object value) {
    config.setProperty(property.getName(), value.toString());
  }
}
