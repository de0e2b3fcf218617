package io.henge.node.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.FileRegion;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that speaks in frames; used from its event loop only.
 *
 * <p>Nothing that arrives makes an exception escape: what cannot be understood closes the
 * connection, and the reason is logged.
 */
final class PeerSocket {
  private static final Logger LOG = LoggerFactory.getLogger(PeerSocket.class);

  /**
   * Writers keep their own count of what is on its way and hold themselves back by it, so the
   * socket's own bound only has to be out of their way.
   */
  private static final int WRITE_QUEUE_BYTES = 8 << 20;

  /** More frames than these are not held back. */
  private static final int FRAMES_FLUSHED_AT_ONCE = 64;

  private final NetSocketInternal socket;
  private final ChannelConfig channel;
  private final FrameReader reader;
  private FrameSink sink;
  private String closeReason = "closed by the peer";
  private boolean closed;
  private boolean ended;
  private long lastCallId;

  PeerSocket(NetSocket socket, FrameSink sink) {
    this.socket = (NetSocketInternal) socket;
    this.channel = this.socket.channelHandlerContext().channel().config();
    this.sink = sink;
    this.reader = new FrameReader(sink);
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    socket.exceptionHandler(failure -> closeReason = "broken: " + failure.getMessage());
    socket.closeHandler(nothing -> ended());
    socket.handler(this::received);
  }

  /** From now on somebody else takes what comes; who comes too late is told of the end at once. */
  void sink(FrameSink next) {
    sink = next;
    reader.sink(next);
    if (ended) {
      next.closed(closeReason);
    }
  }

  /** The peer has proven itself. */
  void proven() {
    reader.proven();
  }

  /**
   * From now on the frames of one turn of the event loop are sent together: by one call of the
   * operating system and with one waking of the other side, instead of one for each. For messages,
   * of which many are under way at once.
   */
  void sendTogether() {
    socket
        .channelHandlerContext()
        .pipeline()
        .addFirst(new FlushConsolidationHandler(FRAMES_FLUSHED_AT_ONCE, true));
  }

  /** The next bytes stand outside of frames: so many of them. */
  void expectRaw(long bytes) {
    reader.expectRaw(bytes);
  }

  /** A number for a call that this connection has not had yet. */
  long nextCallId() {
    return ++lastCallId;
  }

  /** Whether nothing can be sent any more. */
  boolean isClosed() {
    return closed;
  }

  /** The other side's host. */
  String host() {
    return socket.remoteAddress().host();
  }

  /**
   * Stops reading after what has been read already. Unlike the socket's own pausing this takes
   * effect at once, so what is held in memory meanwhile is one chunk and not two dozen.
   */
  void pause() {
    channel.setAutoRead(false);
  }

  /** Reads again. */
  void resume() {
    channel.setAutoRead(true);
  }

  /** Sends a frame without payload. */
  Future<Void> write(FrameType type, long callId) {
    return socket.write(Frame.header(type, callId, 0, List.of()));
  }

  /** Sends a frame; ends when the operating system has taken it. */
  Future<Void> write(FrameType type, long callId, Buffer payload) {
    return write(type, callId, payload.length(), List.of(payload));
  }

  /** Sends a frame whose payload is in pieces, of so many bytes together. */
  Future<Void> write(FrameType type, long callId, int payloadBytes, List<Buffer> pieces) {
    ByteBuf[] parts = new ByteBuf[1 + pieces.size()];
    parts[0] = netty(Frame.header(type, callId, payloadBytes, pieces));
    for (int i = 0; i < pieces.size(); i++) {
      parts[1 + i] = netty(pieces.get(i));
    }
    return socket.writeMessage(Unpooled.wrappedBuffer(parts.length, parts));
  }

  private static ByteBuf netty(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf();
  }

  /** Sends bytes outside of frames. */
  Future<Void> writeRaw(Buffer bytes) {
    return socket.write(bytes);
  }

  /** Sends a region of a file outside of frames. */
  Future<Void> writeRaw(FileRegion region) {
    return socket.writeMessage(region);
  }

  /** Sends a last frame and closes behind it; reads no more. */
  void closeAfter(FrameType type, Buffer payload, String reason) {
    reader.stop();
    write(type, 0, payload).onComplete(sent -> close(reason));
  }

  /** Closes; the sink is told when it has happened. */
  void close(String reason) {
    if (closed) {
      return;
    }
    closed = true;
    closeReason = reason;
    reader.stop();
    socket.close().onFailure(failure -> LOG.debug("closing a connection failed", failure));
  }

  private void received(Buffer chunk) {
    try {
      reader.read(chunk);
    } catch (RuntimeException malformed) {
      LOG.warn("closing the connection with {}: {}", host(), malformed.toString());
      LOG.debug("where it was found", malformed);
      close("what came could not be understood: " + malformed.getMessage());
    }
  }

  private void ended() {
    closed = true;
    ended = true;
    reader.stop();
    sink.closed(closeReason);
  }
}
