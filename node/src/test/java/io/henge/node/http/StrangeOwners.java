package io.henge.node.http;

import io.henge.ring.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Owners that accept connections and do with them what they are told to. */
final class StrangeOwners implements AutoCloseable {
  private final List<ServerSocket> sockets = new ArrayList<>();

  /** What is done with each connection. */
  @FunctionalInterface
  interface SocketUser {
    void use(Socket socket) throws IOException;
  }

  /** One more of them. */
  Member of(int seat, SocketUser user) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    sockets.add(socket);
    Thread thread =
        new Thread(
            () -> {
              while (!socket.isClosed()) {
                try {
                  user.use(socket.accept());
                } catch (IOException closed) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return Listeners.member(seat, socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }
}
