package io.henge.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a node keeps, where and for how long. */
final class StorageOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory; made when missing. Required.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--small-blob-max",
      paramLabel = "SIZE",
      defaultValue = "32KiB",
      converter = Converters.SizeConverter.class,
      description = "Blobs up to this size live inside the index; 0 to 1MiB [${DEFAULT-VALUE}]")
  private long smallBlobMax;

  @Option(
      names = "--small-cache",
      paramLabel = "SIZE",
      defaultValue = "32MiB",
      converter = Converters.SizeConverter.class,
      description = "Memory for such blobs that are read often; 0 for none [${DEFAULT-VALUE}]")
  private long smallCache;

  @Option(
      names = "--disk-reserve",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      converter = Converters.SizeConverter.class,
      description =
          "Writes are refused with 507 when less than this would stay free [${DEFAULT-VALUE}]")
  private long diskReserve;

  @Option(
      names = "--hint-bytes-max",
      paramLabel = "SIZE",
      defaultValue = "16GiB",
      converter = Converters.SizeConverter.class,
      description =
          "Over so many bytes this node keeps no more blobs for owners that cannot be reached [${DEFAULT-VALUE}]")
  private long hintBytesMax;

  @Option(
      names = "--scrub-period",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = Converters.PeriodConverter.class,
      description = "How often all that is stored is read and checked; or off [${DEFAULT-VALUE}]")
  private Duration scrubPeriod = Duration.ZERO;

  @Option(
      names = "--tombstone-keep",
      paramLabel = "TIME",
      defaultValue = "15m",
      converter = Converters.SpanConverter.class,
      description =
          "How long a deleted blob is remembered at least, then until all have seen that [${DEFAULT-VALUE}]")
  private Duration tombstoneKeep = Duration.ZERO;

  NodeConfig.Storage storage() {
    Path directory =
        data.orElseThrow(() -> new IllegalArgumentException("no data directory: give --data DIR"));
    return new NodeConfig.Storage(
        directory,
        diskReserve,
        (int) Math.min(Integer.MAX_VALUE, smallBlobMax),
        smallCache,
        hintBytesMax,
        scrubPeriod,
        tombstoneKeep);
  }
}
