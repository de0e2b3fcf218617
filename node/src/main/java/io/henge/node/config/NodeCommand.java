package io.henge.node.config;

import io.henge.ring.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line of a node: its options, and the making of a {@link NodeConfig} from them.
 *
 * <p>An option's value is the argument, else the environment's, else the file's, else its default.
 */
@Command(
    name = "henge-node",
    sortOptions = false,
    separator = " ",
    usageHelpWidth = 100,
    usageHelpAutoWidth = false,
    abbreviateSynopsis = true,
    versionProvider = NodeCommand.Version.class,
    header = "Runs one node of a Henge cluster.",
    footer = {
      "",
      "Every option --some-name can also be given as HENGE_SOME_NAME in the environment, or as",
      "some-name=value in the properties file that --config names. Arguments win over the",
      "environment, the environment over the file, the file over the [defaults].",
      "HENGE_SECRET     the secret itself, instead of --secret-file.",
      "HENGE_LOG_LEVEL  the detail of the log: ERROR, WARN, INFO, DEBUG, TRACE [INFO].",
      "HENGE_LIBRARY_LOG_LEVEL  the same for Hazelcast, Netty and Vert.x [WARN].",
      "Sizes are bytes or have a unit: 512, 32KiB, 256MiB, 4GiB, 1TiB.",
      "Time spans have a unit: 500ms, 5s, 2m, 1h.",
      "Tools for a stopped node's directory: henge-node fsck, inspect, rebuild-index, backup,",
      "restore; each has a --help.",
      "Exit codes: 0 stopped as asked, 1 cannot start, 2 bad option."
    })
public final class NodeCommand {
  private static final int EVENT_LOOPS_DEFAULT_MAX = 4;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory; made when missing. Required.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description =
          "Holds the secret that all nodes of the cluster share: 16 to 1024 bytes, readable by its"
              + " owner alone. Required unless HENGE_SECRET is set.")
  private Optional<Path> secretFile = Optional.empty();

  @Option(
      names = "--previous-secret-file",
      paramLabel = "FILE",
      split = ",",
      description =
          "The secret before, or several, after a change of the secret: contexts that clients got"
              + " under it are still taken.")
  private List<Path> previousSecretFiles = List.of();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The interface of all listeners: an address or a name [${DEFAULT-VALUE}]")
  private String host = "";

  @Option(
      names = "--advertised-host",
      paramLabel = "HOST",
      description = "The name or address that other nodes and redirected clients use. [as --host]")
  private Optional<String> advertisedHost = Optional.empty();

  @Option(
      names = "--client-port",
      paramLabel = "PORT",
      defaultValue = "7401",
      description = "Serves clients over HTTP [${DEFAULT-VALUE}]")
  private int clientPort;

  @Option(
      names = "--peer-port",
      paramLabel = "PORT",
      defaultValue = "7501",
      description = "Serves the other nodes [${DEFAULT-VALUE}]")
  private int peerPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "7601",
      description = "Serves metrics and operations [${DEFAULT-VALUE}]")
  private int adminPort;

  @Option(
      names = "--hazelcast-port",
      paramLabel = "PORT",
      defaultValue = "7701",
      description = "Where the liveness layer listens [${DEFAULT-VALUE}]")
  private int hazelcastPort;

  @Option(
      names = "--event-bus-port",
      paramLabel = "PORT",
      defaultValue = "7801",
      description = "Where the liveness layer's event bus listens [${DEFAULT-VALUE}]")
  private int eventBusPort;

  @Option(
      names = "--found",
      paramLabel = "HOST:PORT",
      split = ",",
      converter = Converters.AddressConverter.class,
      description =
          "The peer addresses of all nodes that found the cluster, separated by commas, in the order"
              + " of their seats; the same list on all of them. Leave out to join a cluster.")
  private List<Address> found = List.of();

  @Option(
      names = "--partitions",
      paramLabel = "COUNT",
      defaultValue = "1024",
      description =
          "Founding only: how many parts the hash space is cut into, for ever; a power of two up to"
              + " 65536 [${DEFAULT-VALUE}]")
  private int partitions;

  @Option(
      names = "--replicas",
      paramLabel = "COUNT",
      defaultValue = "3",
      description =
          "Founding only: how many nodes hold each blob, 1 to 16; with fewer nodes, all of them [${DEFAULT-VALUE}]")
  private int replicas;

  @Option(
      names = "--zone",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "What fails together (a rack, a room); replicas go to different zones [${DEFAULT-VALUE}]")
  private int zone;

  @Option(
      names = "--weight",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "The node's share of the data relative to the others, 1 to 1000 [${DEFAULT-VALUE}]")
  private int weight;

  @Option(
      names = "--event-loops",
      paramLabel = "COUNT",
      description = "Threads that serve connections, 1 to 256. [the cores, at most 4]")
  private Optional<Integer> eventLoops = Optional.empty();

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
      names = "--blob-max",
      paramLabel = "SIZE",
      defaultValue = "1TiB",
      converter = Converters.SizeConverter.class,
      description = "Larger bodies are refused with 413 [${DEFAULT-VALUE}]")
  private long blobMax;

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
      names = "--governor",
      paramLabel = "on|off",
      defaultValue = "on",
      converter = Converters.SwitchConverter.class,
      description =
          "Whether work in the background yields when requests get slower [${DEFAULT-VALUE}]")
  private Converters.Switch governor = Converters.Switch.ON;

  @Option(
      names = "--tombstone-keep",
      paramLabel = "TIME",
      defaultValue = "15m",
      converter = Converters.SpanConverter.class,
      description =
          "How long a deleted blob is remembered at least, then until all have seen that [${DEFAULT-VALUE}]")
  private Duration tombstoneKeep = Duration.ZERO;

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
      names = "--no-hazelcast",
      arity = "0..1",
      paramLabel = "true|false",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Runs without the liveness layer; failures are noticed by calls that fail.")
  private boolean noHazelcast;

  @Option(
      names = "--hazelcast-members",
      paramLabel = "HOST:PORT",
      split = ",",
      converter = Converters.AddressConverter.class,
      description =
          "The liveness layer's addresses of all nodes, separated by commas. [those of"
              + " --found, with their ports plus 200]")
  private List<Address> hazelcastMembers = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with the options' long names.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--print-config",
      description = "Prints the effective configuration as such a file, without secrets.")
  private boolean printConfig;

  @SuppressWarnings("UnusedVariable") // Picocli sees the annotation; nobody reads the value.
  @Option(names = "--version", versionHelp = true, description = "Prints the version.")
  private boolean version;

  @SuppressWarnings("UnusedVariable")
  @Option(names = "--help", usageHelp = true, description = "Prints this help.")
  private boolean help;

  /** What a command line asks for. */
  public sealed interface Request {
    /** To run a node. */
    record Run(NodeConfig config) implements Request {}

    /** To print a text and do nothing else. */
    record Print(String text) implements Request {}

    /** Nothing, because it is wrong in the way that this one line says. */
    record Refuse(String reason) implements Request {}
  }

  private NodeCommand() {}

  /** Reads a command line together with the environment and the file behind it. */
  public static Request read(String[] arguments, Map<String, String> environment) {
    OptionSources sources = OptionSources.of(environment);
    try {
      // Once to learn which file there is, with an eye on the arguments and the environment alone.
      NodeCommand outer = new NodeCommand();
      outer.parse(arguments, sources);
      if (outer.config.isPresent()) {
        sources = sources.withFile(outer.config.get(), fileNames());
      }
      NodeCommand command = new NodeCommand();
      return command.request(command.parse(arguments, sources), environment);
    } catch (ParameterException e) {
      return new Request.Refuse(oneLine(e.getMessage()) + origin(e, arguments, sources));
    } catch (IllegalArgumentException e) {
      return new Request.Refuse(oneLine(e.getMessage()));
    }
  }

  private ParseResult parse(String[] arguments, OptionSources sources) {
    CommandLine line = new CommandLine(this);
    line.setDefaultValueProvider(sources);
    return line.parseArgs(arguments);
  }

  private Request request(ParseResult parsed, Map<String, String> environment) {
    CommandLine line = parsed.commandSpec().commandLine();
    if (parsed.isUsageHelpRequested()) {
      // The help shows the built-in defaults, whatever the environment says.
      line.setDefaultValueProvider(argument -> null);
      return new Request.Print(line.getUsageMessage());
    }
    if (parsed.isVersionHelpRequested()) {
      return new Request.Print(String.join("\n", Version.text()) + "\n");
    }
    Optional<String> secret = Optional.ofNullable(environment.get(SecretSource.VARIABLE));
    NodeConfig result =
        nodeConfig(
            new NodeConfig.Secrets(
                SecretSource.read(secretFile, secret),
                SecretSource.readPrevious(previousSecretFiles)));
    return printConfig
        ? new Request.Print(EffectiveConfig.text(result, secretFile, previousSecretFiles))
        : new Request.Run(result);
  }

  private NodeConfig nodeConfig(NodeConfig.Secrets secrets) {
    Path directory =
        data.orElseThrow(() -> new IllegalArgumentException("no data directory: give --data DIR"));
    String advertised = advertisedHost.orElse(host);
    boolean derived = hazelcastMembers.isEmpty() && !noHazelcast;
    return new NodeConfig(
        new NodeConfig.Listeners(host, clientPort, peerPort, adminPort, advertised),
        new NodeConfig.Founding(found, partitions, replicas),
        new NodeConfig.Seating(zone, weight),
        new NodeConfig.Storage(
            directory,
            diskReserve,
            saturated(smallBlobMax),
            smallCache,
            hintBytesMax,
            scrubPeriod,
            tombstoneKeep),
        new NodeConfig.Limits(requestTimeout, drainTimeout, blobMax),
        new NodeConfig.Repair(antiEntropyInterval, repairRate),
        new NodeConfig.Discovery(
            !noHazelcast,
            host,
            hazelcastPort,
            eventBusPort,
            advertised,
            derived ? NodeConfig.Discovery.membersOf(found) : hazelcastMembers),
        secrets,
        governor == Converters.Switch.ON,
        eventLoops.orElseGet(NodeCommand::defaultEventLoops));
  }

  private static int saturated(long value) {
    return (int) Math.min(Integer.MAX_VALUE, value);
  }

  private static int defaultEventLoops() {
    return Math.min(EVENT_LOOPS_DEFAULT_MAX, Runtime.getRuntime().availableProcessors());
  }

  /** The names that may stand in a file. */
  private static Set<String> fileNames() {
    return new CommandLine(new NodeCommand())
        .getCommandSpec().options().stream()
            .filter(option -> !OptionSources.isArgumentOnly(option))
            .map(OptionSources::nameOf)
            .filter(name -> !name.equals("config"))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Where a bad value stands, when that is not the command line that the operator just typed. */
  private static String origin(ParameterException e, String[] arguments, OptionSources sources) {
    if (!(e.getArgSpec() instanceof OptionSpec option)
        || List.of(arguments).contains(option.longestName())) {
      return "";
    }
    return sources
        .find(OptionSources.nameOf(option))
        .map(found -> " (from " + found.place() + ")")
        .orElse("");
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }

  /** The version, from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return text();
    }

    static String[] text() {
      String number = NodeCommand.class.getPackage().getImplementationVersion();
      return new String[] {"henge-node " + (number == null ? "(unpackaged)" : number)};
    }
  }
}
