package io.henge.node;

import io.henge.node.config.NodeCommand;
import io.henge.node.config.NodeConfig;
import io.henge.node.tool.Tools;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command line of a node: reads the configuration, starts, and stops on SIGTERM or SIGINT once
 * the running requests are done.
 *
 * <p>With the name of a tool as its first argument it runs that instead ({@link Tools}).
 *
 * <p>Exit codes: 0 stopped as asked (or a text was printed), 1 cannot start, 2 bad option. In the
 * latter two cases one line on the standard error says why.
 */
public final class Main {
  private static final int STOPPED = 0;
  private static final int CANNOT_START = 1;
  private static final int BAD_OPTION = 2;
  private static final int RUNNING = -1;

  /** What a stop may take beyond the draining of requests, until the process ends anyway. */
  private static final Duration STOP_SLACK = Duration.ofSeconds(10);

  private Main() {}

  /** Runs a node until it is told to stop. */
  public static void main(String[] arguments) {
    main(Machine.LOCAL, arguments);
  }

  /** The same on a machine that tests have made up. */
  @SuppressWarnings("SystemExitOutsideMain")
  static void main(Machine machine, String[] arguments) {
    // Before the first class of either library is loaded: they choose their logging only once.
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.setProperty("hazelcast.logging.type", "slf4j");
    if (Tools.areAskedFor(arguments)) {
      // What a tool prints is for other programs, too; no line of a log may stand in it.
      System.setProperty("henge.log.target", "System.err");
    }
    int code = run(machine, arguments, System.getenv(), System.out, System.err);
    if (code != RUNNING) {
      System.exit(code);
    }
  }

  /** The exit code, or {@link #RUNNING} when the node's own threads keep the process alive. */
  static int run(
      Machine machine,
      String[] arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err) {
    if (Tools.areAskedFor(arguments)) {
      return Tools.run(arguments, out, err);
    }
    NodeCommand.Request request = NodeCommand.read(arguments, environment);
    if (request instanceof NodeCommand.Request.Refuse refuse) {
      err.println("henge-node: " + refuse.reason());
      return BAD_OPTION;
    }
    if (request instanceof NodeCommand.Request.Print print) {
      out.print(print.text());
      out.flush();
      return STOPPED;
    }
    return start(machine, ((NodeCommand.Request.Run) request).config(), err);
  }

  private static int start(Machine machine, NodeConfig config, PrintStream err) {
    Logger log = LoggerFactory.getLogger(Main.class);
    Optional<String> refused = StartFailure.ofPorts(config);
    if (refused.isPresent()) {
      err.println("henge-node: " + refused.get());
      return CANNOT_START;
    }
    Future<Node> starting = Node.start(config, machine);
    Thread hook = new Thread(() -> stop(starting, config, log), "henge-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      starting.toCompletionStage().toCompletableFuture().get();
      log.info(
          "listening: clients {}, peers {}, admin port {}, data {}",
          config.listeners().advertisedClient(),
          config.listeners().advertisedPeer(),
          config.listeners().adminPort(),
          config.storage().directory());
      return RUNNING;
    } catch (ExecutionException e) {
      log.debug("the node cannot start", e.getCause());
      err.println("henge-node: " + StartFailure.explain(e.getCause(), config));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("henge-node: interrupted while starting");
    }
    unhook(hook);
    return CANNOT_START;
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal came first; the hook finds that there is nothing to stop.
      LoggerFactory.getLogger(Main.class).debug("already stopping", e);
    }
  }

  /** Ends the process itself, because a JVM that dies of a signal does not exit with 0. */
  private static void stop(Future<Node> starting, NodeConfig config, Logger log) {
    long millis = config.limits().drainTimeout().plus(STOP_SLACK).toMillis();
    int code = CANNOT_START;
    try {
      log.info("stopping");
      // Not composed: a future of the node's own event loops would never complete once they end.
      Node node = await(starting, millis);
      await(node.stop(), millis);
      log.info("stopped");
      code = STOPPED;
    } catch (ExecutionException e) {
      log.warn("did not stop cleanly: {}", e.getCause().toString());
      log.debug("did not stop cleanly", e.getCause());
    } catch (TimeoutException e) {
      log.warn("did not stop within {} ms and ends now", millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(code);
    }
  }

  private static <T> T await(Future<T> future, long millis)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
  }
}
