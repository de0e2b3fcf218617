package io.henge.node.peer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key with which members prove that they know the cluster's secret. It is derived from the
 * secret by a label, so nothing that is said on this plane serves anywhere else.
 *
 * <p>A proof covers both sides' hellos as they were sent: a change to either, or a recording of an
 * older conversation, does not fit.
 */
public final class PeerKey {
  static final int PROOF_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String LABEL = "henge peer handshake 1";

  private final byte[] key;

  private PeerKey(byte[] key) {
    this.key = key;
  }

  /** The key of a secret, which has at least one byte and is not kept. */
  public static PeerKey ofSecret(byte[] secret) {
    return new PeerKey(mac(secret, LABEL.getBytes(StandardCharsets.UTF_8)));
  }

  /** The server's proof for a conversation that began with these hellos. */
  byte[] serverProof(byte[] clientHello, byte[] serverHello) {
    return proof((byte) 'S', clientHello, serverHello);
  }

  /** The client's proof for the same conversation. */
  byte[] clientProof(byte[] clientHello, byte[] serverHello) {
    return proof((byte) 'C', clientHello, serverHello);
  }

  /** Compares proofs in a time that does not depend on them. */
  static boolean same(byte[] expected, byte[] given) {
    return MessageDigest.isEqual(expected, given);
  }

  private byte[] proof(byte side, byte[] clientHello, byte[] serverHello) {
    byte[] lengths = {
      side,
      (byte) (clientHello.length >>> 8),
      (byte) clientHello.length,
      (byte) (serverHello.length >>> 8),
      (byte) serverHello.length
    };
    return mac(key, lengths, clientHello, serverHello);
  }

  private static byte[] mac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
