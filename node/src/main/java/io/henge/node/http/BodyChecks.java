package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The checksums that a client sent along, computed while the body passes: {@code Content-MD5} (RFC
 * 1864), {@code Content-Digest} (RFC 9530) and {@code Henge-Crc32c}. Costs nothing without them.
 */
final class BodyChecks {
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha-256", "SHA-256", "sha-512", "SHA-512", "md5", "MD5");

  /** A member of the dictionary: a key, and bytes between colons; parameters are not defined. */
  private static final Pattern DIGEST =
      Pattern.compile("[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):[ \t]*");

  private static final Pattern CRC = Pattern.compile("[0-9a-fA-F]{8}");

  private final List<Check> checks = new ArrayList<>();

  /** Something that is computed over the body and must come out as the client said. */
  private interface Check {
    void update(ByteBuffer bytes);

    boolean holds();

    String header();
  }

  private BodyChecks() {}

  /** Nothing to check. */
  static BodyChecks none() {
    return new BodyChecks();
  }

  /**
   * What the headers ask for.
   *
   * @throws BlobFailure 400 when one is malformed
   */
  static BodyChecks of(MultiMap headers) {
    BodyChecks body = new BodyChecks();
    for (String md5 : headers.getAll("Content-MD5")) {
      body.checks.add(digest("Content-MD5", "MD5", md5.strip()));
    }
    List<String> digests = headers.getAll("Content-Digest");
    if (!digests.isEmpty()) {
      for (String member : String.join(",", digests).split(",", -1)) {
        body.addDigest(member);
      }
    }
    for (String crc : headers.getAll(HengeHeaders.CRC32C)) {
      if (!CRC.matcher(crc.strip()).matches()) {
        throw bad(HengeHeaders.CRC32C + " is eight hexadecimal digits");
      }
      body.checks.add(new Crc((int) Long.parseLong(crc.strip(), 16)));
    }
    return body;
  }

  private void addDigest(String member) {
    Matcher matcher = DIGEST.matcher(member);
    if (!matcher.matches()) {
      throw bad("Content-Digest is a list like sha-256=:base64:");
    }
    String algorithm = ALGORITHMS.get(matcher.group(1));
    if (algorithm != null) {
      checks.add(digest("Content-Digest " + matcher.group(1), algorithm, matcher.group(2)));
    }
  }

  private static Check digest(String header, String algorithm, String base64) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] expected = Base64.getDecoder().decode(base64);
      if (expected.length != digest.getDigestLength()) {
        throw bad(header + " has the wrong length");
      }
      return new Digest(header, digest, expected);
    } catch (IllegalArgumentException malformed) {
      throw bad(header + " is not base64");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Takes the next bytes of the body. */
  void update(Buffer bytes) {
    if (checks.isEmpty()) {
      return;
    }
    ByteBuf content = ((BufferInternal) bytes).getByteBuf();
    for (ByteBuffer part : content.nioBuffers()) {
      checks.forEach(check -> check.update(part.duplicate()));
    }
  }

  /**
   * After the last byte.
   *
   * @throws BlobFailure 422 when the body is not what the client meant to send
   */
  void verify() {
    for (Check check : checks) {
      if (!check.holds()) {
        throw BlobFailure.of(
            ErrorCode.CHECKSUM_MISMATCH, "the body does not match its " + check.header());
      }
    }
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }

  private static final class Digest implements Check {
    private final String header;
    private final MessageDigest digest;
    private final byte[] expected;

    Digest(String header, MessageDigest digest, byte[] expected) {
      this.header = header;
      this.digest = digest;
      this.expected = expected;
    }

    @Override
    public String header() {
      return header;
    }

    @Override
    public void update(ByteBuffer bytes) {
      digest.update(bytes);
    }

    @Override
    public boolean holds() {
      return MessageDigest.isEqual(digest.digest(), expected);
    }
  }

  private static final class Crc implements Check {
    private final CRC32C crc = new CRC32C();
    private final int expected;

    Crc(int expected) {
      this.expected = expected;
    }

    @Override
    public void update(ByteBuffer bytes) {
      crc.update(bytes);
    }

    @Override
    public boolean holds() {
      return (int) crc.getValue() == expected;
    }

    @Override
    public String header() {
      return HengeHeaders.CRC32C;
    }
  }

  /** A CRC32C as it stands in a header. */
  static String crcText(int crc) {
    return HexFormat.of().toHexDigits(crc);
  }
}
