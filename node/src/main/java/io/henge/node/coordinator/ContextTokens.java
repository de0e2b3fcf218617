package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Context;
import io.henge.ring.version.ContextCodec;
import io.henge.ring.wire.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Contexts as clients carry them (rule V7): opaque, and authenticated over the key of the object
 * and the context, so that a token can neither be made up nor be used on another key.
 *
 * <p>Form: base64url of a key id (one byte), the context, the partition's removal number when the
 * context was read, and the first 16 bytes of HMAC-SHA256. Tokens made before there were removals
 * lack the number. The key id is the first byte of what the secret makes of a fixed text, so it
 * needs no numbering by hand; two secrets may share one, so it only says which to try. Tokens are
 * made with the current secret; those of older ones are taken as long as the node is told these
 * secrets.
 *
 * <p>Belongs to one event loop.
 */
public final class ContextTokens {
  /** Longer tokens are refused unread; a context of a hundred actors stays far below. */
  public static final int TOKEN_CHARS_MAX = 64 * 1024;

  private static final int MAC_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private static final byte[] KEY_ID_TEXT =
      "henge context key id".getBytes(StandardCharsets.US_ASCII);

  private final Signer current;
  private final List<Signer> all;

  /**
   * With secrets that all members share, derived from the cluster's for this purpose.
   *
   * @param secret the current one
   * @param older those that it has replaced
   */
  public ContextTokens(byte[] secret, List<byte[]> older) {
    current = new Signer(secret);
    List<Signer> signers = new ArrayList<>();
    signers.add(current);
    older.forEach(old -> signers.add(new Signer(old)));
    all = List.copyOf(signers);
  }

  /** What one secret signs. */
  private static final class Signer {
    private final Mac mac;
    private final int keyId;

    Signer(byte[] secret) {
      try {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(secret, ALGORITHM));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("the JDK always has " + ALGORITHM, impossible);
      }
      keyId = mac.doFinal(KEY_ID_TEXT)[0] & 0xff;
    }

    byte[] sign(BlobKey key, byte[] body, int length) {
      byte[] name = key.bytes();
      mac.update((byte) (name.length >> 8));
      mac.update((byte) name.length);
      mac.update(name);
      mac.update(body, 0, length);
      return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }

    boolean hasSigned(BlobKey key, byte[] token, int length) {
      return keyId == (token[0] & 0xff)
          && MessageDigest.isEqual(
              sign(key, token, length), Arrays.copyOfRange(token, length, token.length));
    }
  }

  /**
   * What a client has seen of a key.
   *
   * @param context the versions
   * @param removalNumber the partition's removal number before they were read: a higher one tells
   *     that the key may have been removed since
   */
  record Seen(Context context, long removalNumber) {}

  /** The token for what was seen of that key. */
  String encode(BlobKey key, Seen seen) {
    Encoder out = new Encoder();
    out.u8(current.keyId);
    ContextCodec.write(seen.context(), out);
    out.varint(seen.removalNumber());
    byte[] body = out.toByteArray();
    byte[] token = Arrays.copyOf(body, body.length + MAC_BYTES);
    System.arraycopy(current.sign(key, body, body.length), 0, token, body.length, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * What a token says.
   *
   * @throws BlobFailure when it was not made here for this key
   */
  Seen decode(BlobKey key, String token) {
    byte[] bytes = bytes(token);
    int length = bytes.length - MAC_BYTES;
    if (length < 1 || all.stream().noneMatch(signer -> signer.hasSigned(key, bytes, length))) {
      throw invalid();
    }
    try {
      Decoder in = new Decoder(bytes, 1, length - 1);
      Context context = ContextCodec.read(in);
      long removalNumber = in.remaining() == 0 ? 0 : in.varint();
      in.expectEnd();
      return new Seen(context, removalNumber);
    } catch (CodecException malformed) {
      throw invalid();
    }
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
