package io.henge.chaos;

import io.henge.chaos.workload.Payload;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client of the load: a kept connection and one request at a time. It is a client of its own
 * because the load must know the moment at which a write is really on its way, and must cost little
 * beside the node. After a failure the next request opens a new connection.
 */
final class LoadConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int LINE_BYTES_MAX = 64 << 10;

  private final int port;
  private final AtomicInteger writesInFlight;
  private Optional<Wire> wire = Optional.empty();

  /**
   * A client of the node with that port.
   *
   * @param writesInFlight counts the writes that were begun and not answered
   */
  LoadConnection(int port, AtomicInteger writesInFlight) {
    this.port = port;
    this.writesInFlight = writesInFlight;
  }

  /**
   * An answer's head.
   *
   * @param headers their names in lower case
   * @param text the body of an answer that is none of a blob
   */
  record Answer(int status, Map<String, String> headers, String text) {
    Answer {
      headers = Map.copyOf(headers);
    }

    Optional<String> header(String lowerCaseName) {
      return Optional.ofNullable(headers.get(lowerCaseName));
    }

    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /** Looks at the body of a 200; need not read to its end. */
  @FunctionalInterface
  interface BodyCheck {
    void accept(Answer head, InputStream body) throws IOException;
  }

  /** The node could not be connected to: the request was never sent. */
  static final class NotSent extends IOException {
    private static final long serialVersionUID = 1L;

    NotSent(IOException cause) {
      super("not sent: " + cause.getMessage(), cause);
    }
  }

  Answer put(Payload payload) throws IOException {
    String head =
        "Content-Length: %d\r\nHenge-Meta-Write: %s\r\n"
            .formatted(payload.sizeBytes(), payload.claim());
    return write("PUT", payload.key(), head, payload::writeTo);
  }

  Answer delete(String key) throws IOException {
    return write("DELETE", key, "", out -> {});
  }

  private Answer write(String method, String key, String head, BodyWriter body) throws IOException {
    Wire used = connected();
    writesInFlight.incrementAndGet();
    try {
      used.sendHead(method, "/" + key, head);
      try {
        body.writeTo(used.out);
        used.out.flush();
      } catch (IOException e) {
        // A node that refuses a body may answer and close before it has all of it.
        wire = Optional.empty();
        return used.answerAfter(e);
      }
      return used.answer((status, in) -> {});
    } catch (IOException e) {
      drop();
      throw e;
    } finally {
      writesInFlight.decrementAndGet();
    }
  }

  /**
   * Reads a blob. An exception may come in the middle of a body: then it was cut off.
   *
   * @throws NotSent when there was no connection
   */
  Answer get(String key, BodyCheck check) throws IOException {
    return request("GET", "/" + key, check);
  }

  /** Any other request without a body. */
  Answer request(String method, String path) throws IOException {
    return request(method, path, (head, in) -> {});
  }

  private Answer request(String method, String path, BodyCheck check) throws IOException {
    Wire used = connected();
    try {
      used.sendHead(method, path, method.equals("POST") ? "Content-Length: 0\r\n" : "");
      used.out.flush();
      return used.answer(check);
    } catch (IOException e) {
      drop();
      throw e;
    }
  }

  private Wire connected() throws NotSent {
    if (wire.isEmpty()) {
      try {
        wire = Optional.of(new Wire(port));
      } catch (IOException e) {
        throw new NotSent(e);
      }
    }
    return wire.orElseThrow();
  }

  private void drop() {
    wire.ifPresent(Wire::close);
    wire = Optional.empty();
  }

  @Override
  public void close() {
    drop();
  }

  /** Writes a body. */
  @FunctionalInterface
  private interface BodyWriter {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The socket and its streams. */
  private final class Wire implements AutoCloseable {
    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;

    Wire(int port) throws IOException {
      try {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        socket.connect(new InetSocketAddress(loopback, port), TIMEOUT_MILLIS);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    void sendHead(String method, String path, String headers) throws IOException {
      String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    Answer answerAfter(IOException failed) throws IOException {
      try {
        return answer((head, body) -> {});
      } catch (IOException e) {
        failed.addSuppressed(e);
        throw failed;
      } finally {
        close();
      }
    }

    Answer answer(BodyCheck check) throws IOException {
      String statusLine = line();
      String[] words = statusLine.split(" ", 3);
      if (words.length < 2 || !words[0].equals("HTTP/1.1")) {
        throw new IOException("no status line: " + statusLine);
      }
      int status = Integer.parseInt(words[1]);
      Map<String, String> headers = new HashMap<>();
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(':');
        headers.put(
            header.substring(0, colon).toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
      }
      Body body = new Body(in, status == 204 ? 0 : length(headers));
      Answer head = new Answer(status, headers, "");
      if (status == 200) {
        check.accept(head, body);
      }
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      body.transferTo(text);
      if (headers.getOrDefault("connection", "").equalsIgnoreCase("close")) {
        drop();
      }
      return new Answer(status, headers, text.toString(StandardCharsets.UTF_8));
    }

    private long length(Map<String, String> headers) throws IOException {
      String length = headers.get("content-length");
      if (length == null) {
        throw new IOException("an answer without Content-Length: " + headers);
      }
      return Long.parseLong(length);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0 || line.length() > LINE_BYTES_MAX) {
          throw new EOFException("the connection ended");
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Ends with the body, and fails where the connection ends before it. */
  private static final class Body extends InputStream {
    private final InputStream in;
    private long left;

    Body(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException("the body was cut off, " + left + " bytes are missing");
      }
      left -= read;
      return read;
    }
  }
}
