package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A connection of a relay: to who began it, and on to the target. */
final class RelayedConnection {
  private static final int CONNECT_MILLIS_MAX = 10_000;

  private final Socket client;
  private final Socket server = new Socket();
  private final InetSocketAddress target;
  private final Course there;
  private final Course back;
  private final Consumer<RelayedConnection> whenEnded;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger directionsLeft = new AtomicInteger(2);

  RelayedConnection(
      Socket client,
      InetSocketAddress target,
      Course there,
      Course back,
      Consumer<RelayedConnection> whenEnded) {
    this.client = client;
    this.target = target;
    this.there = there;
    this.back = back;
    this.whenEnded = whenEnded;
  }

  /** A part of the work on a connection. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    begin(this::connect);
  }

  /** Goes on from the address that was connected to, so that both sides see the same relay. */
  private void connect() throws IOException {
    server.bind(new InetSocketAddress(client.getLocalAddress(), 0));
    server.connect(target, CONNECT_MILLIS_MAX);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    for (Pump pump :
        List.of(new Pump(client, server, there, back), new Pump(server, client, back, there))) {
      begin(pump::read);
      begin(() -> write(pump));
    }
  }

  private void write(Pump pump) throws IOException, InterruptedException {
    Optional<Toxic.Manner> end = pump.write();
    if (end.equals(Optional.of(Toxic.Manner.RESET))) {
      reset();
    } else if (end.isPresent() || directionsLeft.decrementAndGet() == 0) {
      close();
    }
  }

  private void begin(Work work) {
    Thread thread =
        thread(
            "relayed to " + target,
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // There is no such target, or it was ended meanwhile.
                reset();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** Ends it at once; what is on its way is lost. */
  void reset() {
    for (Socket socket : List.of(client, server)) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // It is closed already.
      }
    }
    close();
  }

  private void close() {
    try {
      client.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.forEach(Thread::interrupt);
    whenEnded.accept(this);
  }
}
