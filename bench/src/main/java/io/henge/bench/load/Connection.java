package io.henge.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection to one address, with at most one request on it. Opened again when it was closed. */
final class Connection implements AutoCloseable {
  private static final int CONNECT_MILLIS_MAX = 2000;

  private final InetSocketAddress address;
  private final String host;
  private final Selector selector;
  private final RequestBytes requests;
  private final ByteBuffer[] unsent = {
    ByteBuffer.allocateDirect(RequestBytes.HEAD_BYTES_MAX), ByteBuffer.allocate(0)
  };
  private final AnswerParser answer = new AnswerParser();
  private SocketChannel channel;
  private SelectionKey key;
  private long beyondWindowBytes;
  private Operation operation = Operation.GET;
  private long dueNanos;
  private long sentNanos;
  private boolean busy;

  Connection(InetSocketAddress address, Selector selector, RequestBytes requests)
      throws IOException {
    this.address = address;
    this.host = address.getHostString() + ":" + address.getPort();
    this.selector = selector;
    this.requests = requests;
    open();
  }

  // Waits, as the other side of the loopback interface answers at once or not at all.
  private void open() throws IOException {
    channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.socket().connect(address, CONNECT_MILLIS_MAX);
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Sends a request, as far as the socket takes it. */
  void begin(Operation asked, long keyNumber, long due, long now) throws IOException {
    operation = asked;
    dueNanos = due;
    sentNanos = now;
    answer.reset();
    busy = true;
    if (!channel.isOpen()) {
      open();
    }
    requests.writeHead(asked, keyNumber, host, unsent[0]);
    unsent[1] = requests.window(asked, keyNumber);
    beyondWindowBytes = requests.bodyBytes(asked) - unsent[1].remaining();
    send();
  }

  // One write at a time: with many long bodies, each connection gets its turn.
  private void send() throws IOException {
    channel.write(unsent);
    if (beyondWindowBytes > 0 && !unsent[1].hasRemaining()) {
      unsent[1].rewind();
      unsent[1].limit((int) Math.min(unsent[1].limit(), beyondWindowBytes));
      beyondWindowBytes -= unsent[1].remaining();
    }
    key.interestOps(isSent() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private boolean isSent() {
    return !unsent[0].hasRemaining() && !unsent[1].hasRemaining();
  }

  /**
   * Goes on when the socket is ready, and says whether the answer is complete.
   *
   * @param scratch for the bytes of answers, shared by all connections
   */
  boolean proceed(ByteBuffer scratch) throws IOException {
    if (key.isWritable()) {
      send();
    }
    if (!key.isReadable()) {
      return false;
    }
    int read = channel.read(scratch.clear());
    if (!busy) {
      // Servers close connections that nobody used for a while.
      close();
      return false;
    }
    if (read < 0) {
      throw new IOException("closed by the server");
    }
    boolean done = answer.accept(scratch.flip());
    busy = !done;
    if (done && (answer.closes() || !isSent())) {
      // An answer before the end of the request: the rest of the body is not wanted any more.
      close();
    }
    return done;
  }

  Operation operation() {
    return operation;
  }

  /** When the request was due, which its latency counts from. */
  long dueNanos() {
    return dueNanos;
  }

  /** When it was sent, which its timeout counts from. */
  long sentNanos() {
    return sentNanos;
  }

  AnswerParser answer() {
    return answer;
  }

  /** Whether a request has been begun and neither answered nor given up. */
  boolean isBusy() {
    return busy;
  }

  /** Gives up the request if there is one; the next begins on a new connection. */
  @Override
  public void close() throws IOException {
    busy = false;
    channel.close();
  }
}
