package io.henge.chaos.fault;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Step;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients that nobody wants. */
final class ClientFaults {
  private static final int SAID_BYTES = 300_000;
  private static final int SENT_BYTES = 150_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Surroundings around;

  ClientFaults(Surroundings around) {
    this.around = around;
  }

  /** Begins one; empty when it is of another family. */
  Optional<Effect> begin(Step step) {
    if (step.kind() != FaultKind.CLIENTS_LEAVE) {
      return Optional.empty();
    }
    List<NodeKeeper> nodes = around.nodes(step.nodes());
    Pulse pulse =
        new Pulse(
            "leave",
            () -> {
              nodes.forEach(node -> leave(node.process()));
              LockSupport.parkNanos(PAUSE_NANOS);
            });
    String told = "PUT of %d bytes, %d sent".formatted(SAID_BYTES, SENT_BYTES);
    return Optional.of(Effect.of(told, pulse::end));
  }

  private static void leave(NodeProcess node) {
    String head =
        "PUT /left-alone HTTP/1.1\r\nHost: node\r\nContent-Length: %d\r\n\r\n"
            .formatted(SAID_BYTES);
    try (Socket socket = new Socket(node.settings().place().host(), node.clientPort())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[SENT_BYTES]);
    } catch (IOException refused) {
      // The node may be down: then there is nobody to leave.
    }
  }
}
