package io.henge.node.config;

import io.henge.ring.Address;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A configuration as the properties file that leads to it, without the secret. */
final class EffectiveConfig {
  private EffectiveConfig() {}

  /** One line {@code name=value} per option that has a value, in the order of the help. */
  static String text(NodeConfig config, Optional<Path> secretFile, List<Path> previousSecretFiles) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("data", config.storage().directory().toString());
    secretFile.ifPresent(file -> lines.put("secret-file", file.toAbsolutePath().toString()));
    if (!previousSecretFiles.isEmpty()) {
      lines.put(
          "previous-secret-file",
          previousSecretFiles.stream()
              .map(file -> file.toAbsolutePath().toString())
              .collect(Collectors.joining(",")));
    }
    putListeners(lines, config);
    putPlace(lines, config);
    lines.put("event-loops", Integer.toString(config.eventLoops()));
    lines.put("small-blob-max", ByteSize.text(config.storage().smallBlobBytesMax()));
    lines.put("small-cache", ByteSize.text(config.storage().smallCacheBytes()));
    lines.put("blob-max", ByteSize.text(config.limits().blobBytesMax()));
    lines.put("disk-reserve", ByteSize.text(config.storage().diskReserveBytes()));
    lines.put("scrub-period", TimeSpan.periodText(config.storage().scrubPeriod()));
    lines.put("governor", config.governor() ? "on" : "off");
    lines.put("tombstone-keep", TimeSpan.text(config.storage().tombstoneKeep()));
    lines.put("anti-entropy-interval", TimeSpan.periodText(config.repair().antiEntropyInterval()));
    lines.put("repair-rate", ByteSize.text(config.repair().bytesPerSecond()));
    lines.put("request-timeout", TimeSpan.text(config.limits().requestTimeout()));
    lines.put("drain-timeout", TimeSpan.text(config.limits().drainTimeout()));
    lines.put("no-hazelcast", Boolean.toString(!config.discovery().enabled()));
    putAddresses(lines, "hazelcast-members", config.discovery().members());
    return lines.entrySet().stream()
        .map(line -> line.getKey() + "=" + escaped(line.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static void putListeners(Map<String, String> lines, NodeConfig config) {
    lines.put("host", config.listeners().host());
    lines.put("advertised-host", config.listeners().advertisedHost());
    lines.put("client-port", Integer.toString(config.listeners().clientPort()));
    lines.put("peer-port", Integer.toString(config.listeners().peerPort()));
    lines.put("admin-port", Integer.toString(config.listeners().adminPort()));
    lines.put("hazelcast-port", Integer.toString(config.discovery().hazelcastPort()));
    lines.put("event-bus-port", Integer.toString(config.discovery().eventBusPort()));
  }

  private static void putPlace(Map<String, String> lines, NodeConfig config) {
    putAddresses(lines, "found", config.founding().members());
    lines.put("partitions", Integer.toString(config.founding().partitions()));
    lines.put("replicas", Integer.toString(config.founding().replicas()));
    lines.put("zone", Integer.toString(config.seating().zone()));
    lines.put("weight", Integer.toString(config.seating().weight()));
  }

  private static void putAddresses(
      Map<String, String> lines, String name, List<Address> addresses) {
    if (!addresses.isEmpty()) {
      lines.put(name, addresses.stream().map(Address::toString).collect(Collectors.joining(",")));
    }
  }

  /** A properties file gives the backslash a meaning. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\");
  }
}
