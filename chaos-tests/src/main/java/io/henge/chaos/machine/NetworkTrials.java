package io.henge.chaos.machine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Whether faults of the network have an effect, found out at a port at which nobody listens. */
final class NetworkTrials {
  private static final int PORT = 9;
  private static final int MILLIS_MAX = 200;

  private final Networks networks;

  NetworkTrials(Networks networks) {
    this.networks = networks;
  }

  /** What becomes of a connection. */
  private enum Outcome {
    ACCEPTED,
    REFUSED,
    SILENCE
  }

  void cut() throws IOException {
    expect(Outcome.REFUSED, fromHarness());
    networks.block(Networks.HARNESS, 1, Ports.one(PORT));
    expect(Outcome.SILENCE, fromHarness());
    networks.heal();
    networks.block(1, Networks.HARNESS, Ports.ALL);
    expect(Outcome.SILENCE, fromHarness());
    networks.heal();
    expect(Outcome.REFUSED, fromHarness());
  }

  void relay() throws IOException {
    try (Relays relays = new Relays(networks)) {
      expect(Outcome.REFUSED, fromNode());
      relays.put(2, 1, PORT);
      expect(Outcome.ACCEPTED, fromNode());
    }
    expect(Outcome.REFUSED, fromNode());
  }

  void loss() throws IOException {
    PacketFaults faults = new PacketFaults(networks);
    Direction there = new Direction(Networks.HARNESS, 1);
    PacketFaults.Fault loss = faults.lose(there, Ports.ALL, 100);
    expect(Outcome.SILENCE, fromHarness());
    loss.close();
    expect(Outcome.REFUSED, fromHarness());
  }

  private Outcome fromNode() throws IOException {
    return Inside.network(networks.namespace(2), this::fromHarness);
  }

  private Outcome fromHarness() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(networks.host(1), PORT), MILLIS_MAX);
      return Outcome.ACCEPTED;
    } catch (SocketTimeoutException e) {
      return Outcome.SILENCE;
    } catch (ConnectException e) {
      return Outcome.REFUSED;
    }
  }

  private static void expect(Outcome expected, Outcome found) throws IOException {
    if (found != expected) {
      throw new IOException("a connection met " + found + " instead of " + expected);
    }
  }
}
