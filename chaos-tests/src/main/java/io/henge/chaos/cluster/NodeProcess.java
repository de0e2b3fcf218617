package io.henge.chaos.cluster;

import io.henge.chaos.machine.AtExit;
import io.henge.chaos.machine.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One real node: a JVM of its own, started from the packaged jar, that can be stopped, killed,
 * frozen and started again with the same data. Signals go to this process alone, and it ends with
 * the test at the latest.
 */
public final class NodeProcess implements AutoCloseable {
  public static final Path JAR = Path.of(System.getProperty("henge.node.jar"));
  public static final Path HOME = Path.of(System.getProperty("henge.home"));

  /** Where the node's tests are, if they were compiled. */
  public static final Path TEST_CLASSES = JAR.resolveSibling("test-classes");

  /** The arguments of java that run the packaged node. */
  public static final List<String> PACKAGED = List.of("-jar", JAR.toString());

  /**
   * Most JVMs of a test do not live long enough for code that is compiled best; see
   * docs/operations.md for how users run them. Of long runs, {@code -Dhenge.jvmOptions=}.
   */
  private static final List<String> JVM_OPTIONS =
      Stream.of(System.getProperty("henge.jvmOptions", "-XX:TieredStopAtLevel=1").split(" ", -1))
          .filter(option -> !option.isEmpty())
          .toList();

  private static final long EXIT_SECONDS_MAX = 40;

  private final Path directory;
  private final Settings settings;
  private final Runnable end = this::end;
  private volatile Optional<Process> process = Optional.empty();
  private boolean isOver;

  /**
   * How a node is started.
   *
   * @param place where it runs
   * @param base the node's client port; the other ports are 100, 200, 300 and 400 above
   * @param founders the list for {@code --found}; empty for a node that waits to be let in
   * @param secretFile the cluster's secret
   * @param more further arguments
   */
  public record Settings(
      Place place, int base, String founders, Path secretFile, List<String> more) {
    public Settings {
      more = List.copyOf(more);
    }

    /** On this machine's own network. */
    public Settings(int base, String founders, Path secretFile, List<String> more) {
      this(Place.LOOPBACK, base, founders, secretFile, more);
    }

    /** Of a node's ports from its first one. */
    public static final List<Integer> OFFSETS = List.of(0, 100, 200, 300, 400);

    public String peer() {
      return place.host() + ":" + (base + 100);
    }

    public Settings withSecret(Path other) {
      return new Settings(place, base, founders, other, more);
    }

    /** The same with further arguments. */
    public Settings with(String... further) {
      List<String> all = new ArrayList<>(more);
      all.addAll(List.of(further));
      return new Settings(place, base, founders, secretFile, all);
    }

    public Settings withFounders(String other) {
      return new Settings(place, base, other, secretFile, more);
    }
  }

  public NodeProcess(Path directory, Settings settings) {
    this.directory = directory;
    this.settings = settings;
    AtExit.ofProcess().add(AtExit.Stage.NODES, end);
  }

  /** Starts the process and does not wait for the node to be ready. */
  public void start() {
    start(PACKAGED);
  }

  /** The same, with other arguments of java than those that name the packaged jar. */
  public synchronized void start(List<String> program) {
    if (isAlive() || isOver) {
      throw new IllegalStateException(isOver ? "this process ends" : "the node runs already");
    }
    try {
      Files.createDirectories(directory);
      ProcessBuilder builder =
          new ProcessBuilder(command(program))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().keySet().removeIf(name -> name.startsWith("HENGE_"));
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      process = Optional.of(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The arguments of java that run a main class of the node's tests, with system properties. */
  public static List<String> ofTests(String name, String... properties) {
    String main = "io.henge.node." + name;
    if (!Files.exists(TEST_CLASSES.resolve(main.replace('.', '/') + ".class"))) {
      throw new IllegalStateException("the node's test classes are not compiled: " + TEST_CLASSES);
    }
    List<String> program = new ArrayList<>(List.of(properties));
    program.add("-Dlogback.configurationFile=logback.xml");
    program.addAll(List.of("-cp", JAR + ":" + TEST_CLASSES, main));
    return program;
  }

  /** The JVM that all run on, with its options. */
  static List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.add("@" + HOME.resolve("node/jvm.options"));
    java.addAll(JVM_OPTIONS);
    return java;
  }

  /** The class archive fits class paths that begin with the one it was made from. */
  private static boolean takesClassesFromJarFirst(List<String> program) {
    return program.equals(PACKAGED)
        || program.stream().anyMatch(argument -> argument.startsWith(JAR + ":"));
  }

  private List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(settings.place().enter());
    command.addAll(java());
    if (takesClassesFromJarFirst(program)) {
      command.add(ClassArchive.option());
    }
    command.addAll(program);
    command.addAll(List.of("--data", data().toString()));
    command.addAll(List.of("--secret-file", settings.secretFile().toString()));
    if (!settings.founders().isEmpty()) {
      command.addAll(List.of("--found", settings.founders()));
    }
    command.addAll(List.of("--host", settings.place().host()));
    List<String> ports =
        List.of("client-port", "peer-port", "admin-port", "hazelcast-port", "event-bus-port");
    for (int i = 0; i < ports.size(); i++) {
      command.add("--" + ports.get(i));
      command.add(Integer.toString(settings.base() + Settings.OFFSETS.get(i)));
    }
    command.addAll(settings.more());
    return command;
  }

  /**
   * One on the same directory and with ports of its own, which must not come to serve. Founders
   * whom it is not among would be a reason of its own.
   */
  public NodeProcess another() {
    Settings others =
        new Settings(
            settings.place(), settings.base() + 50, "", settings.secretFile(), settings.more());
    return new NodeProcess(directory, others);
  }

  public boolean isAlive() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** Whether the node says that it serves. */
  public boolean isReady() {
    return isAlive() && PlainHttp.answers(uri("/-/health/ready"), 200);
  }

  /** Ends the process at once, as a crash would, and waits until it is gone. */
  public void kill() {
    if (isAlive()) {
      process.orElseThrow().destroyForcibly();
      awaitExit();
    }
  }

  /** The same for several, all of them before it waits for any. */
  public static void killAll(List<NodeProcess> nodes) {
    nodes.forEach(NodeProcess::destroy);
    nodes.forEach(NodeProcess::kill);
  }

  /** Asks the process to end, and does not wait. */
  public void terminate() {
    signal("TERM");
  }

  /** Waits for the process to end; the exit code. */
  public int awaitExit() {
    return exitCode()
        .orElseThrow(
            () ->
                new AssertionError("still running after " + EXIT_SECONDS_MAX + " s\n" + logText()));
  }

  /** The same; empty when it does not end. */
  public Optional<Integer> exitCode() {
    Process running = process.orElseThrow();
    try {
      return running.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)
          ? Optional.of(running.exitValue())
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Freezes the process: it keeps its sockets and says nothing. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    Process running = process.filter(Process::isAlive).orElseThrow();
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("cannot send SIG" + name + " to " + running.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The most memory that the running process ever had resident, in bytes (Linux). */
  public long residentPeakBytes() {
    Path status = Path.of("/proc", Long.toString(process.orElseThrow().pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      String line = lines.filter(text -> text.startsWith("VmHWM:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri(String rawPathAndQuery) {
    return URI.create(
        "http://" + settings.place().host() + ":" + settings.base() + rawPathAndQuery);
  }

  /** The address of a key whose characters are escaped where HTTP wants it. */
  public URI key(String key) {
    try {
      String host = settings.place().host();
      URI uri = new URI("http", null, host, settings.base(), "/" + key, null, null);
      return URI.create(uri.toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Where the other nodes are served. */
  public int peerPort() {
    return settings.base() + Settings.OFFSETS.get(1);
  }

  /** Where operators are served. */
  public int adminPort() {
    return settings.base() + Settings.OFFSETS.get(2);
  }

  /** Where Hazelcast finds the other nodes. */
  public int hazelcastPort() {
    return settings.base() + Settings.OFFSETS.get(3);
  }

  /** The address of something that operators ask for. */
  public URI admin(String rawPathAndQuery) {
    return URI.create("http://" + settings.place().host() + ":" + adminPort() + rawPathAndQuery);
  }

  /** The process's number while it runs. */
  public long pid() {
    return process.orElseThrow().pid();
  }

  public int clientPort() {
    return settings.base();
  }

  public Settings settings() {
    return settings;
  }

  public Path directory() {
    return directory;
  }

  public Path data() {
    return directory.resolve("data");
  }

  public Path log() {
    return directory.resolve("log");
  }

  public String logText() {
    try {
      return Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The regular files below a part of the data directory; files may go while this looks. */
  public List<Path> files(String part) {
    Path root = data().resolve(part);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException | IOException e) {
      // A directory went while it was read; whoever waits for a state looks again.
      return List.of(root);
    }
  }

  private void destroy() {
    process.ifPresent(Process::destroyForcibly);
  }

  /** Whoever still wants to start it is too late. */
  private synchronized void end() {
    isOver = true;
    kill();
  }

  @Override
  public void close() {
    kill();
    AtExit.ofProcess().remove(AtExit.Stage.NODES, end);
  }
}
