package io.henge.chaos.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what comes, on every connection; counts it. */
final class EchoServer implements AutoCloseable {
  private final ServerSocket server;
  private final AtomicLong received = new AtomicLong();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

  private EchoServer(ServerSocket server) {
    this.server = server;
    begin(this::accept);
  }

  /** One in the network of this thread. */
  static EchoServer at(String host) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(host, 0));
    return new EchoServer(server);
  }

  static EchoServer at(Networks networks, int node) throws IOException {
    return Inside.network(networks.namespace(node), () -> at(networks.host(node)));
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many bytes have come. */
  long received() {
    return received.get();
  }

  void closeConnections() throws IOException {
    for (Socket socket : connections) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = server.accept();
      connections.add(socket);
      begin(() -> echo(socket));
    }
  }

  private void echo(Socket socket) throws IOException {
    try (socket) {
      byte[] buffer = new byte[8192];
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        received.addAndGet(n);
        socket.getOutputStream().write(buffer, 0, n);
      }
    }
  }

  /** Work that goes on until its socket fails. */
  private interface Work {
    void run() throws IOException;
  }

  private static void begin(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Closed, by the test or by the fault that it is about.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
