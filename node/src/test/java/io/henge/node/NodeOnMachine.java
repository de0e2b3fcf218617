package io.henge.node;

import io.henge.node.config.NodeCommand;
import io.henge.node.config.NodeConfig;
import java.util.concurrent.ExecutionException;

/** The command line of a node that runs on a {@link Machine} made up by a test. */
final class NodeOnMachine {
  private NodeOnMachine() {}

  /**
   * Starts a node with the arguments of one; it runs until its process is killed.
   *
   * @throws ExecutionException when it cannot start
   */
  static void run(Machine machine, String[] arguments)
      throws InterruptedException, ExecutionException {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.setProperty("hazelcast.logging.type", "slf4j");
    NodeConfig config =
        ((NodeCommand.Request.Run) NodeCommand.read(arguments, System.getenv())).config();
    Node.start(config, machine).toCompletionStage().toCompletableFuture().get();
  }
}
