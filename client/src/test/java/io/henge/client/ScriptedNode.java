package io.henge.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;

/**
 * A node that answers as a test wants it to, byte by byte. It knows no ring: requests for that are
 * answered by 503, so that a client keeps to the addresses it was given.
 */
final class ScriptedNode implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final Script ring;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What is done with a request. */
  @FunctionalInterface
  interface Script {
    void answer(Asked request, Answering answering) throws IOException;
  }

  /** A request, its body not read yet. */
  record Asked(String method, String target, Map<String, String> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /** The connection that a request came on. */
  static final class Answering {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Asked request;

    Answering(Socket socket, InputStream in, Asked request) throws IOException {
      this.socket = socket;
      this.in = in;
      this.out = socket.getOutputStream();
      this.request = request;
    }

    /** All of the body, asked for if the client waits for that. */
    byte[] body() throws IOException {
      if (request.header("Expect").isPresent()) {
        raw("HTTP/1.1 100 Continue\r\n\r\n");
      }
      if (request.header("Transfer-Encoding").isPresent()) {
        return chunks();
      }
      return in.readNBytes(Integer.parseInt(request.header("Content-Length").orElse("0")));
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size = chunk(); size > 0; size = chunk()) {
        all.write(in.readNBytes(size));
        line(in);
      }
      line(in);
      return all.toByteArray();
    }

    private int chunk() throws IOException {
      return Integer.parseInt(line(in), 16);
    }

    void raw(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void head(int status, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      raw(head.append("\r\n").toString());
    }

    /** A whole blob, or the part that is asked for. */
    void blob(String version, byte[] bytes) throws IOException {
      Optional<String> range = request.header("Range");
      int first = 0;
      int last = bytes.length - 1;
      if (range.isPresent()) {
        String[] ends = range.get().substring("bytes=".length()).split("-", -1);
        first = Integer.parseInt(ends[0]);
        last = ends[1].isEmpty() ? last : Math.min(last, Integer.parseInt(ends[1]));
      }
      List<String> headers = new ArrayList<>(blobHeaders(version, bytes));
      headers.add("Content-Length: " + (last - first + 1));
      if (range.isPresent()) {
        headers.add("Content-Range: bytes " + first + "-" + last + "/" + bytes.length);
      } else {
        headers.add("Henge-Crc32c: " + crc(bytes));
      }
      head(range.isPresent() ? 206 : 200, headers.toArray(new String[0]));
      if (!request.method().equals("HEAD")) {
        out.write(bytes, first, last - first + 1);
        out.flush();
      }
    }

    void created(String version, String... headers) throws IOException {
      List<String> all = new ArrayList<>(List.of(headers));
      all.add("Henge-Version: " + version);
      all.add("Henge-Context: ctx");
      all.add("Henge-Acks: 2 of 3");
      all.add("Henge-Stand-Ins: 0");
      all.add("Content-Length: 0");
      head(201, all.toArray(new String[0]));
    }

    void refusal(int status, String code, boolean maySurface) throws IOException {
      String document =
          "{\"code\":\"%s\",\"message\":\"no\",\"requestId\":\"x\",\"details\":{\"maySurface\":%s}}"
              .formatted(code, maySurface);
      head(status, "Content-Type: application/json", "Content-Length: " + document.length());
      raw(document);
    }

    /** Breaks the connection, at once. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Says nothing until the client goes. */
    void silence() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  static List<String> blobHeaders(String version, byte[] bytes) {
    return List.of("Henge-Version: " + version, "Henge-Context: ctx", "Content-Type: text/plain");
  }

  static String crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  ScriptedNode(Script script) throws IOException {
    this(script, (request, answer) -> answer.refusal(503, "unavailable", false));
  }

  /** One that answers requests for the ring, too. */
  ScriptedNode(Script script, Script ring) throws IOException {
    this.script = script;
    this.ring = ring;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** The requests so far, but those for the ring, and those whether it is there. */
  List<Asked> asked() {
    return List.copyOf(asked);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scripted-node");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException closed) {
      sockets.forEach(ScriptedNode::close);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String first = line(in); !first.isEmpty(); first = line(in)) {
        answer(socket, in, first.split(" "));
      }
    } catch (IOException | UncheckedIOException gone) {
      // The client went, or the script broke the connection.
      close(socket);
    }
  }

  private void answer(Socket socket, InputStream in, String[] first) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).trim());
    }
    Asked request = new Asked(first[0], first[1], headers);
    Answering answering = new Answering(socket, in, request);
    if (request.target().equals("/-/health/live")) {
      script.answer(request, answering);
      return;
    }
    if (request.target().equals("/-/ring")) {
      ring.answer(request, answering);
      return;
    }
    asked.add(request);
    script.answer(request, answering);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException notClosed) {
      throw new UncheckedIOException(notClosed);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sockets.forEach(ScriptedNode::close);
  }
}
