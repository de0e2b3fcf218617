package io.henge.node.peer;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.vertx.core.buffer.Buffer;

/**
 * How one side of a connection presents itself.
 *
 * @param role what the connection is for
 * @param nonce 16 to 32 bytes, never used before
 * @param node who it is
 * @param incarnation the data directory it runs on
 * @param foundingDigest the digest of the chain's first entry; {@code ""} when it knows none yet
 */
public record Hello(
    Role role, Buffer nonce, NodeId node, Incarnation incarnation, String foundingDigest) {
  /** The version of the peer protocol that this program speaks. */
  static final int PROTOCOL = 1;

  private static final int MAGIC = 0x484e4750;
  private static final int NONCE_BYTES_MIN = 16;
  private static final int NONCE_BYTES_MAX = 32;
  private static final int DIGEST_LENGTH_MAX = 64;

  /** What a connection is for, and which side of it speaks. */
  public enum Role {
    /** The accepting side. */
    SERVER(0),
    /** Messages of the core, many at once. */
    CALLS(1),
    /** Bodies, one after the other. */
    BODIES(2);

    private final int code;

    Role(int code) {
      this.code = code;
    }

    private static Role ofCode(int code) {
      for (Role role : values()) {
        if (role.code == code) {
          return role;
        }
      }
      throw new CodecException("an unknown role: " + code);
    }
  }

  public Hello {
    if (nonce.length() < NONCE_BYTES_MIN || nonce.length() > NONCE_BYTES_MAX) {
      throw new IllegalArgumentException("a nonce of " + nonce.length() + " bytes");
    }
    nonce = nonce.copy();
  }

  byte[] encode() {
    return new Encoder()
        .fixed32(MAGIC)
        .u8(PROTOCOL)
        .u8(role.code)
        .bytes(nonce.getBytes())
        .fixed(node.value())
        .fixed(incarnation.value())
        .utf8(foundingDigest)
        .toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws HandshakeRefused for another version of the protocol
   * @throws CodecException for anything else
   */
  static Hello decode(byte[] bytes) {
    Decoder in = new Decoder(bytes);
    if (in.fixed32() != MAGIC) {
      throw new CodecException("not a peer of this kind");
    }
    if (in.u8() != PROTOCOL) {
      throw new HandshakeRefused(HandshakeRefused.ANOTHER_PROTOCOL);
    }
    Hello hello =
        new Hello(
            Role.ofCode(in.u8()),
            Buffer.buffer(in.bytes(NONCE_BYTES_MAX)),
            new NodeId(in.fixed()),
            new Incarnation(in.fixed()),
            in.utf8(DIGEST_LENGTH_MAX));
    in.expectEnd();
    return hello;
  }
}
