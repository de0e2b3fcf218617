package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Accepts TCP connections and has each go on to one target, with toxics on the way. It can stand
 * between two nodes ({@link Relays}) or between a client and a node. Everything ends with it.
 */
public final class Relay implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 256;
  private static final long END_MILLIS_MAX = 5_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final Course there;
  private final Course back;
  private final Set<RelayedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Thread accepting;

  private Relay(ServerSocket server, InetSocketAddress target, Course there, Course back) {
    this.server = server;
    this.target = target;
    this.there = there;
    this.back = back;
    accepting = RelayedConnection.thread("relay to " + target, this::accept);
  }

  /** A direction of connections. */
  public enum Way {
    /** To the target. */
    THERE,
    /** From the target. */
    BACK
  }

  /** One that accepts at a free port of that address. */
  public static Relay at(String host, InetSocketAddress target) {
    return at(host, target, () -> false, () -> false);
  }

  /** One whose bytes stop, in either direction, as long as they are blocked. */
  static Relay at(
      String host,
      InetSocketAddress target,
      BooleanSupplier thereBlocked,
      BooleanSupplier backBlocked) {
    try {
      ServerSocket server = new ServerSocket();
      server.bind(new InetSocketAddress(host, 0));
      Relay relay = new Relay(server, target, new Course(thereBlocked), new Course(backBlocked));
      relay.accepting.start();
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it accepts. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** From now on all connections, those that are there as well, meet these toxics on their way. */
  public void set(Way way, Toxic... toxics) {
    (way == Way.THERE ? there : back).set(List.of(toxics));
  }

  /** All gets through as it came. */
  public void clear() {
    set(Way.THERE);
    set(Way.BACK);
  }

  /** Resets all connections that are there. */
  public void reset() {
    connections.forEach(RelayedConnection::reset);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        begin(server.accept());
      } catch (IOException e) {
        // The relay was closed; or there are no more descriptors, of which some may go soon.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void begin(Socket accepted) throws IOException {
    if (connections.size() >= CONNECTIONS_MAX) {
      accepted.close();
      return;
    }
    RelayedConnection connection =
        new RelayedConnection(accepted, target, there, back, connections::remove);
    connections.add(connection);
    connection.start();
    if (server.isClosed()) {
      connection.reset();
    }
  }

  /**
   * Returns when nobody can connect any more: the kernel keeps a socket listening, although it was
   * closed, until the thread has left it that waited there for a connection.
   */
  @Override
  public void close() {
    try {
      server.close();
      accepting.join(END_MILLIS_MAX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reset();
  }
}
