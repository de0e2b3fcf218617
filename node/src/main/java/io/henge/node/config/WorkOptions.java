package io.henge.node.config;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much a node does at once, and for how long. */
final class WorkOptions {
  private static final int EVENT_LOOPS_DEFAULT_MAX = 4;

  @Option(
      names = "--event-loops",
      paramLabel = "COUNT",
      description = "Threads that serve connections, 1 to 256. [the cores, at most 4]")
  private Optional<Integer> eventLoops = Optional.empty();

  @Option(
      names = "--request-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Converters.SpanConverter.class,
      description =
          "How long a request waits for replicas unless it says otherwise; 10ms to 1h [${DEFAULT-VALUE}]")
  private Duration requestTimeout = Duration.ZERO;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Converters.SpanConverter.class,
      description =
          "How long running requests may take to end when the node stops; up to 1h [${DEFAULT-VALUE}]")
  private Duration drainTimeout = Duration.ZERO;

  @Option(
      names = "--blob-max",
      paramLabel = "SIZE",
      defaultValue = "1TiB",
      converter = Converters.SizeConverter.class,
      description = "Larger bodies are refused with 413 [${DEFAULT-VALUE}]")
  private long blobMax;

  @Option(
      names = "--governor",
      paramLabel = "on|off",
      defaultValue = "on",
      converter = Converters.SwitchConverter.class,
      description =
          "Whether work in the background yields when requests get slower [${DEFAULT-VALUE}]")
  private Converters.Switch governor = Converters.Switch.ON;

  @Option(
      names = "--anti-entropy-interval",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = Converters.PeriodConverter.class,
      description =
          "How often each partition is compared with each other owner; or off [${DEFAULT-VALUE}]")
  private Duration antiEntropyInterval = Duration.ZERO;

  @Option(
      names = "--repair-rate",
      paramLabel = "SIZE",
      defaultValue = "50MiB",
      converter = Converters.SizeConverter.class,
      description =
          "Bytes a second that comparing and filling may move of bodies, each [${DEFAULT-VALUE}]")
  private long repairRate;

  NodeConfig.Limits limits() {
    return new NodeConfig.Limits(requestTimeout, drainTimeout, blobMax);
  }

  NodeConfig.Repair repair() {
    return new NodeConfig.Repair(antiEntropyInterval, repairRate);
  }

  boolean hasGovernor() {
    return governor == Converters.Switch.ON;
  }

  int eventLoops() {
    return eventLoops.orElseGet(
        () -> Math.min(EVENT_LOOPS_DEFAULT_MAX, Runtime.getRuntime().availableProcessors()));
  }
}
