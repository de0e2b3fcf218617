package io.henge.chaos.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A connection to an {@link EchoServer}. */
final class Caller implements AutoCloseable {
  /** Silence that lasts so long is taken for one that lasts. */
  private static final int SILENCE_MILLIS = 400;

  private static final int ANSWER_MILLIS_MAX = 20_000;

  private final Socket socket;

  private Caller(Socket socket) {
    this.socket = socket;
  }

  static Caller to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, ANSWER_MILLIS_MAX);
    socket.setTcpNoDelay(true);
    return new Caller(socket);
  }

  static Caller from(Networks networks, int node, InetSocketAddress address) throws IOException {
    return Inside.network(networks.namespace(node), () -> to(address));
  }

  /** Whether nobody answers at all: no acceptance, no refusal. */
  static boolean isUnanswered(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, SILENCE_MILLIS);
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  static boolean isUnanswered(Networks networks, int node, InetSocketAddress address)
      throws IOException {
    return Inside.network(networks.namespace(node), () -> isUnanswered(address));
  }

  Caller send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next bytes; fewer if the other side ends before. */
  byte[] receive(int length) throws IOException {
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    return socket.getInputStream().readNBytes(length);
  }

  /** How many bytes come by one read. */
  int receiveSome() throws IOException {
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    return socket.getInputStream().read(new byte[65_536]);
  }

  /** Whether bytes come back as they are. */
  boolean isEchoed(byte... bytes) throws IOException {
    return Arrays.equals(send(bytes).receive(bytes.length), bytes);
  }

  /** Whether nothing comes, not even an end. */
  boolean hearsNothing() throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
