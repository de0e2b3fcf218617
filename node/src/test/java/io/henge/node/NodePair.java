package io.henge.node;

import io.henge.node.config.ClusterSecret;
import io.henge.node.config.NodeConfig;
import io.henge.ring.Address;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Two whole nodes in this process, each with a copy of everything, and a client that is strict. */
final class NodePair implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int COUNT = 2;

  private final Path root;
  private final List<Integer> ports;
  private final List<Node> nodes = new ArrayList<>();

  /**
   * What came for a request before the connection or the answer ended.
   *
   * @param announced the length that the head named
   * @param body what came of it
   */
  record Answer(int status, long announced, Buffer body) {
    boolean isWhole() {
      return body.length() == announced;
    }
  }

  private NodePair(Path root, List<Integer> ports) {
    this.root = root;
    this.ports = ports;
  }

  static NodePair start(Path root) {
    NodePair pair = new NodePair(root, freePorts());
    for (int node = 0; node < COUNT; node++) {
      pair.nodes.add(done(Node.start(pair.config(node), Machine.LOCAL)));
    }
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> pair.request(0, "/-/health/ready", "").status() == 200);
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> pair.request(1, "/-/health/ready", "").status() == 200);
    return pair;
  }

  private static List<Integer> freePorts() {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * COUNT; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private int port(int node, int which) {
    return ports.get(3 * node + which);
  }

  private NodeConfig config(int node) {
    List<Address> founders = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      founders.add(new Address("127.0.0.1", port(i, 1)));
    }
    String host = "127.0.0.1";
    return new NodeConfig(
        new NodeConfig.Listeners(host, port(node, 0), port(node, 1), port(node, 2), host),
        new NodeConfig.Founding(founders, 8, COUNT),
        new NodeConfig.Seating(0, 1),
        new NodeConfig.Storage(
            directory(node), 0, 32 << 10, 1 << 20, 1 << 20, Duration.ZERO, Duration.ofMinutes(15)),
        new NodeConfig.Limits(Duration.ofSeconds(10), Duration.ofSeconds(1), 1L << 30),
        new NodeConfig.Repair(Duration.ZERO, 1L << 30),
        new NodeConfig.Discovery(false, host, 7701, 7801, host, List.of()),
        new NodeConfig.Secrets(ClusterSecret.of("0123456789abcdef"), List.of()),
        true,
        1);
  }

  Path directory(int node) {
    return root.resolve("node-" + node);
  }

  int put(int node, String key, Buffer body) throws IOException {
    try (Socket socket = connect(port(node, 0))) {
      String head =
          "PUT /%s?w=all HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
              .formatted(key, body.length());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body.getBytes());
      return answer(socket).status();
    }
  }

  /**
   * Asks for a blob and reads what comes.
   *
   * @param headers lines, each with its end
   */
  Answer get(int node, String key, String headers) throws IOException {
    return request(node, "/" + key, headers);
  }

  private Answer request(int node, String path, String headers) throws IOException {
    try (Socket socket = connect(port(node, 0))) {
      send(socket, path, headers);
      return answer(socket);
    }
  }

  /** Deletes a blob at all nodes. */
  int delete(int node, String key) throws IOException {
    return send(port(node, 0), "DELETE", "/" + key + "?w=all").status();
  }

  /** Asks a node's admin port. */
  Answer admin(int node, String method, String path) throws IOException {
    return send(port(node, 2), method, path);
  }

  private static Answer send(int port, String method, String path) throws IOException {
    try (Socket socket = connect(port)) {
      String head = method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return answer(socket);
    }
  }

  /** All that comes on a socket for a request that was sent before. */
  static Answer rest(Socket asked) throws IOException {
    asked.setSoTimeout(PATIENCE_MILLIS);
    return answer(asked);
  }

  /** Asks for a blob and reads nothing. */
  Socket ask(int node, String key) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(node, 0)));
    send(socket, "/" + key, "");
    return socket;
  }

  /** The sum of a metric over its labels. */
  double metric(int node, String name) throws IOException {
    try (Socket socket = connect(port(node, 2))) {
      send(socket, "/-/metrics", "");
      String text = answer(socket).body().toString();
      return text.lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String path, String headers) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static Answer answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String head = head(in);
    int status = Integer.parseInt(head.substring(9, 12));
    long length =
        head.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
            .findFirst()
            .orElse(0);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[64 << 10];
    try {
      while (body.size() < length) {
        int count = in.read(part, 0, (int) Math.min(part.length, length - body.size()));
        if (count < 0) {
          break;
        }
        body.write(part, 0, count);
      }
    } catch (SocketException reset) {
      return new Answer(status, length, Buffer.buffer(body.toByteArray()));
    }
    return new Answer(status, length, Buffer.buffer(body.toByteArray()));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed in the head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> done(node.stop()));
  }
}
