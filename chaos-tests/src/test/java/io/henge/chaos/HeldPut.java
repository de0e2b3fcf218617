package io.henge.chaos;

import io.henge.chaos.cluster.NodeProcess;
import java.io.IOException;
import java.util.Locale;

/**
 * A PUT without a context whose body is held back until the node has asked for it. By then the node
 * has looked at what the key holds, so two of them that are held at the same time do not see each
 * other: they are concurrent for certain, however fast the machine is.
 */
final class HeldPut implements AutoCloseable {
  private final RawConnection connection;
  private final byte[] body;

  /** Sends the head, and waits until the node asks for the body. */
  HeldPut(NodeProcess node, String key, byte[] body) throws IOException {
    this.body = body;
    connection = new RawConnection(node.clientPort());
    connection.head(
        "PUT /" + key + "?timeout=60s HTTP/1.1",
        "Content-Length: " + body.length,
        "Expect: 100-continue",
        "Connection: close");
    String asked = connection.statusLine();
    if (!asked.equals("HTTP/1.1 100 Continue") || !connection.statusLine().isEmpty()) {
      connection.close();
      throw new AssertionError("the node did not ask for the body: " + asked);
    }
  }

  /** Sends the body; the name of the version that the node acknowledges. */
  String finish() throws IOException {
    connection.send(body);
    String answer = connection.rest();
    if (!answer.startsWith("HTTP/1.1 201 ")) {
      throw new AssertionError(answer);
    }
    return answer
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("henge-version:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
