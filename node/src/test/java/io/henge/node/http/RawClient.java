package io.henge.node.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A client that says exactly what it is told to, byte by byte, and reads what comes back. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** An answer as it came. */
  record Answer(int status, List<String> headers, Buffer body) {
    Optional<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst();
    }

    String text() {
      return body.toString();
    }
  }

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  Socket socket() {
    return socket;
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends what it can of something to a server that may have closed; true when all was taken. */
  boolean trySend(String text) {
    try {
      send(text);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** A request with a Host and the given header lines (each ending in CRLF) and body. */
  Answer request(String method, String target, String headers, String body) throws IOException {
    send(head(method, target, headers, body) + body);
    return answer(method);
  }

  /** Header lines, each with its end. */
  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  static String head(String method, String target, String headers, String body) {
    String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    return method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + length + headers + "\r\n";
  }

  Answer get(String target) throws IOException {
    return request("GET", target, "", "");
  }

  Answer put(String target, String body) throws IOException {
    String headers = body.isEmpty() ? "Content-Length: 0\r\n" : "";
    return request("PUT", target, headers, body);
  }

  /** Reads one answer that has a length or chunks; interim answers are returned too. */
  Answer answer(String method) throws IOException {
    String status = line();
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    int code = Integer.parseInt(status.split(" ", 3)[1]);
    Answer head = new Answer(code, headers, Buffer.buffer());
    if (method.equals("HEAD") || code < 200 || code == 204 || code == 304) {
      return head;
    }
    if (head.header("Transfer-Encoding").isPresent()) {
      return new Answer(code, headers, Buffer.buffer(chunks()));
    }
    Optional<String> length = head.header("Content-Length");
    byte[] body = length.isPresent() ? bytes(Integer.parseInt(length.get())) : in.readAllBytes();
    return new Answer(code, headers, Buffer.buffer(body));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      body.write(bytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("closed in a line: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Whether nothing more comes: the server has closed, or reset, the connection. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Whether the connection was reset, after reading all that came before. */
  boolean isReset() throws IOException {
    try {
      in.readAllBytes();
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
