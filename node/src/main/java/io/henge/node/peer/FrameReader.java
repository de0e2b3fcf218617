package io.henge.node.peer;

import io.henge.node.port.Network;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Cuts a connection's bytes into frames.
 *
 * <p>A frame that lies whole in what arrived is a slice of it; one that does not is gathered as it
 * comes, so a length that is claimed but never sent costs nothing. The bytes of bodies are passed
 * on as they arrive, in slices. What cannot be a frame throws {@link IllegalArgumentException}, and
 * the reader must not be used after that.
 */
final class FrameReader {
  /** A message of the core, and some room around it. */
  static final int CONTROL_BYTES_MAX = Network.MESSAGE_BYTES_MAX + (64 << 10);

  /** As long as the peer has not proven itself. */
  static final int UNPROVEN_BYTES_MAX = 1 << 10;

  private final byte[] header = new byte[Frame.HEADER_BYTES];
  private FrameSink sink;
  private boolean proven;
  private boolean stopped;

  private int headerBytes;
  private FrameType type = FrameType.PING;
  private long callId;
  private int payloadSum;
  private long payloadLeft;
  private boolean inPayload;
  private Buffer gathered = Buffer.buffer();
  private long rawLeft;

  FrameReader(FrameSink sink) {
    this.sink = sink;
  }

  /** From now on somebody else takes what comes. */
  void sink(FrameSink next) {
    sink = next;
  }

  /** From now on the large bound holds, and data frames are possible. */
  void proven() {
    proven = true;
  }

  /** The next bytes stand outside of frames: so many of them. */
  void expectRaw(long bytes) {
    rawLeft = bytes;
  }

  /** Drops what may still come. */
  void stop() {
    stopped = true;
  }

  /** Takes what arrived. */
  void read(Buffer chunk) {
    int at = 0;
    while (!stopped && at < chunk.length()) {
      at = step(chunk, at);
    }
  }

  private int step(Buffer chunk, int at) {
    if (rawLeft > 0) {
      int length = (int) Math.min(rawLeft, chunk.length() - at);
      rawLeft -= length;
      sink.bytes(slice(chunk, at, length));
      return at + length;
    }
    return inPayload ? payload(chunk, at) : header(chunk, at);
  }

  private int header(Buffer chunk, int at) {
    int length = Math.min(header.length - headerBytes, chunk.length() - at);
    chunk.getBytes(at, at + length, header, headerBytes);
    headerBytes += length;
    if (headerBytes == header.length) {
      headerBytes = 0;
      begin(Buffer.buffer(header));
    }
    return at + length;
  }

  private void begin(Buffer fields) {
    Buffer summed = fields.slice(0, Frame.SUMMED_BYTES);
    if (Checksum.of(List.of(summed)) != fields.getInt(Frame.SUMMED_BYTES)) {
      throw new IllegalArgumentException("the header of a frame was damaged on its way");
    }
    payloadLeft = fields.getUnsignedInt(0);
    int code = fields.getUnsignedByte(4);
    type =
        FrameType.ofCode(code)
            .orElseThrow(() -> new IllegalArgumentException("a frame of unknown type " + code));
    callId = fields.getLong(5);
    payloadSum = fields.getInt(13);
    if (payloadLeft > bound()) {
      throw new IllegalArgumentException(
          "a frame %s of %d bytes, at most %d".formatted(type, payloadLeft, bound()));
    }
    inPayload = payloadLeft > 0;
    if (!inPayload && type != FrameType.DATA) {
      whole(Buffer.buffer());
    }
  }

  private void whole(Buffer payload) {
    if (Checksum.of(List.of(payload)) != payloadSum) {
      throw new IllegalArgumentException("a frame " + type + " was damaged on its way");
    }
    sink.frame(new Frame(type, callId, payload));
  }

  private long bound() {
    if (!proven) {
      return UNPROVEN_BYTES_MAX;
    }
    return type == FrameType.DATA ? Long.MAX_VALUE : CONTROL_BYTES_MAX;
  }

  private int payload(Buffer chunk, int at) {
    int length = (int) Math.min(payloadLeft, chunk.length() - at);
    payloadLeft -= length;
    inPayload = payloadLeft > 0;
    Buffer part = slice(chunk, at, length);
    if (type == FrameType.DATA) {
      sink.bytes(part);
    } else if (inPayload || gathered.length() > 0) {
      gathered.appendBuffer(part);
      if (!inPayload) {
        Buffer all = gathered;
        gathered = Buffer.buffer();
        whole(all);
      }
    } else {
      whole(part);
    }
    return at + length;
  }

  private static Buffer slice(Buffer chunk, int at, int length) {
    return length == chunk.length() ? chunk : chunk.slice(at, at + length);
  }
}
