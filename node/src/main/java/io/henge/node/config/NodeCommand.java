package io.henge.node.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
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
  @Mixin private final StorageOptions storage = new StorageOptions();

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

  @Mixin private final NetworkOptions network = new NetworkOptions();
  @Mixin private final MemberOptions member = new MemberOptions();
  @Mixin private final WorkOptions work = new WorkOptions();

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
    NodeConfig.Founding founding = member.founding();
    return new NodeConfig(
        network.listeners(),
        founding,
        member.seating(),
        storage.storage(),
        work.limits(),
        work.repair(),
        network.discovery(founding.members()),
        secrets,
        work.hasGovernor(),
        work.eventLoops());
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
