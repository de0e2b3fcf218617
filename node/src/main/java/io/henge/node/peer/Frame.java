package io.henge.node.peer;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * One unit of the peer protocol, except for the bytes of bodies, which are never gathered.
 *
 * <p>On the wire: the payload's length in four bytes, the type in one, the call's number in eight,
 * the CRC32C of the payload and that of all the bytes before it in four each, highest byte first;
 * then the payload. TCP's own sum finds most of what changes on the way, but not what a device in
 * between changes before it makes a new one; and a message of which one byte is another is mostly a
 * message, too. Bodies have a sum of their own from end to end, so that of {@code DATA} is 0.
 *
 * @param type what it is for
 * @param callId pairs an answer with its question; chosen by the client of a connection
 * @param payload at most {@link FrameReader#CONTROL_BYTES_MAX} bytes
 */
record Frame(FrameType type, long callId, Buffer payload) {
  /** The bytes before the payload. */
  static final int HEADER_BYTES = 21;

  /** Those of them that the last four sum up. */
  static final int SUMMED_BYTES = HEADER_BYTES - Integer.BYTES;

  /** The bytes before a payload in these pieces, of that many bytes together. */
  static Buffer header(FrameType type, long callId, int payloadBytes, List<Buffer> pieces) {
    return header(
        payloadBytes, type.code(), callId, type == FrameType.DATA ? 0 : Checksum.of(pieces));
  }

  /** The same from its fields, whatever they say. */
  static Buffer header(int payloadBytes, int code, long callId, int payloadSum) {
    Buffer fields =
        Buffer.buffer(HEADER_BYTES)
            .appendInt(payloadBytes)
            .appendByte((byte) code)
            .appendLong(callId)
            .appendInt(payloadSum);
    return fields.appendInt(Checksum.of(List.of(fields)));
  }
}
