package io.henge.ring.version;

import io.henge.ring.codec.Encoder;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * 128 bits of the SHA-256 of an object's context, live dots and request records. Replicas with
 * equal digests have seen the same and hold the same; a delete changes the digest like any write.
 */
public record ObjectDigest(long high, long low) {
  static ObjectDigest of(BlobObject object) {
    Encoder out = new Encoder();
    ContextCodec.write(object.context(), out);
    out.varint(object.live().size());
    for (Version version : object.live()) {
      ContextCodec.writeDot(object.context(), version.dot(), out);
    }
    out.varint(object.requests().size());
    for (RequestRecord request : object.requests()) {
      out.utf8(request.requestId());
      ContextCodec.writeDot(object.context(), request.dot(), out);
    }
    ByteBuffer hash = ByteBuffer.wrap(sha256(out.toByteArray()));
    return new ObjectDigest(hash.getLong(), hash.getLong());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** 32 lowercase hex digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
