package io.henge.node.peer;

import java.util.Optional;

/** What a frame is for. The codes are part of the protocol and are never given twice. */
enum FrameType {
  /** Client: who it is, with its nonce. */
  HELLO(1),
  /** Server: who it is, with its nonce and its proof. */
  CHALLENGE(2),
  /** Client: its proof. */
  PROOF(3),
  /** Server: the connection may be used. */
  WELCOME(4),
  /** Either: the connection may not be used, with the reason. */
  REFUSED(5),

  /** A request of the protocol core. */
  CALL(10),
  /** Are you there? */
  PING(11),
  /** Forget a stage. */
  ABANDON(12),
  /** The reply to one of these three. */
  REPLY(13),
  /** The request was not executed, or not to its end, with the reason. */
  CALL_FAILED(14),

  /** A body follows. */
  OPEN_STAGE(20),
  /** Some of its bytes. */
  DATA(21),
  /** It was complete, with its length and checksum. */
  END(22),
  /** The body is staged. */
  STAGED(23),
  /** The stage or the read failed, with the reason. */
  FAIL(24),
  /** The body will not be completed. */
  ABORT(25),
  /** The stage is open: there is room for the body. */
  OPENED(26),

  /** Send a slice of a stored body. */
  READ(30),
  /** The slice's length; that many bytes follow outside of frames. */
  BODY(31),
  /** The version's bytes are not here. */
  GONE(32);

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The type of a code; empty when there is none. */
  static Optional<FrameType> ofCode(int code) {
    for (FrameType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
