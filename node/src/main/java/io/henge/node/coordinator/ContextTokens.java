package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Context;
import io.henge.ring.version.ContextCodec;
import io.henge.ring.wire.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Contexts as clients carry them (rule V7): opaque, and authenticated over the key of the object
 * and the context, so that a token can neither be made up nor be used on another key.
 *
 * <p>Form: base64url of a key id (one byte, for the rotation of secrets), the context, and the
 * first 16 bytes of HMAC-SHA256. Belongs to one event loop.
 */
public final class ContextTokens {
  /** Longer tokens are refused unread; a context of a hundred actors stays far below. */
  public static final int TOKEN_CHARS_MAX = 64 * 1024;

  private static final int KEY_ID = 1;
  private static final int MAC_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  /** With a secret that all members share, derived from the cluster's for this purpose. */
  public ContextTokens(byte[] secret) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the JDK always has " + ALGORITHM, impossible);
    }
  }

  /** The token for a context of that key. */
  public String encode(BlobKey key, Context context) {
    Encoder out = new Encoder();
    out.u8(KEY_ID);
    ContextCodec.write(context, out);
    byte[] body = out.toByteArray();
    byte[] token = Arrays.copyOf(body, body.length + MAC_BYTES);
    System.arraycopy(sign(key, body, body.length), 0, token, body.length, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The context in a token.
   *
   * @throws BlobFailure when it was not made here for this key
   */
  public Context decode(BlobKey key, String token) {
    byte[] bytes = bytes(token);
    int length = bytes.length - MAC_BYTES;
    if (length < 1
        || !MessageDigest.isEqual(
            sign(key, bytes, length), Arrays.copyOfRange(bytes, length, bytes.length))) {
      throw invalid();
    }
    try {
      Decoder in = new Decoder(bytes, 0, length);
      if (in.u8() != KEY_ID) {
        throw invalid();
      }
      Context context = ContextCodec.read(in);
      in.expectEnd();
      return context;
    } catch (CodecException malformed) {
      throw invalid();
    }
  }

  private byte[] sign(BlobKey key, byte[] body, int length) {
    byte[] name = key.bytes();
    mac.update((byte) (name.length >> 8));
    mac.update((byte) name.length);
    mac.update(name);
    mac.update(body, 0, length);
    return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
  }

  private static byte[] bytes(String token) {
    if (token.length() > TOKEN_CHARS_MAX) {
      throw invalid();
    }
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException malformed) {
      throw invalid();
    }
  }

  private static BlobFailure invalid() {
    return BlobFailure.of(
        ErrorCode.BAD_REQUEST, "the context is not one that this cluster gave for this key");
  }
}
