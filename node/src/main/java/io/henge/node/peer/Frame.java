package io.henge.node.peer;

import io.vertx.core.buffer.Buffer;

/**
 * One unit of the peer protocol, except for the bytes of bodies, which are never gathered.
 *
 * <p>On the wire: the payload's length in four bytes, the type in one, the call's number in eight,
 * highest byte first; then the payload.
 *
 * @param type what it is for
 * @param callId pairs an answer with its question; chosen by the client of a connection
 * @param payload at most {@link FrameReader#CONTROL_BYTES_MAX} bytes
 */
record Frame(FrameType type, long callId, Buffer payload) {
  /** The bytes before the payload. */
  static final int HEADER_BYTES = 13;

  /** The bytes before a payload of that many bytes. */
  static Buffer header(FrameType type, long callId, int payloadBytes) {
    return Buffer.buffer(HEADER_BYTES)
        .appendInt(payloadBytes)
        .appendByte((byte) type.code())
        .appendLong(callId);
  }
}
