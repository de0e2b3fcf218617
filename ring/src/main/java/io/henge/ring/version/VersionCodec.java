package io.henge.ring.version;

import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a {@link Version} inside its object: dot, past, timestamp, the policy's code, a byte
 * that says which of the optional parts follow, and those: request id, expiry, content as size,
 * CRC-32C of four bytes, and the attributes in order of their names.
 */
final class VersionCodec {
  private static final int HAS_REQUEST_ID = 1;
  private static final int HAS_EXPIRY = 2;
  private static final int HAS_CONTENT = 4;

  private VersionCodec() {}

  static void write(Context outer, Version version, Encoder out) {
    ContextCodec.writeDot(outer, version.dot(), out);
    ContextCodec.writeWithin(outer, version.past(), out);
    ContextCodec.writeTimestamp(version.timestamp(), out);
    out.u8(version.policy().code());
    out.u8(
        (version.requestId().isPresent() ? HAS_REQUEST_ID : 0)
            | (version.expiresAtMillis().isPresent() ? HAS_EXPIRY : 0)
            | (version.content().isPresent() ? HAS_CONTENT : 0));
    version.requestId().ifPresent(out::utf8);
    version.expiresAtMillis().ifPresent(out::varint);
    version.content().ifPresent(content -> writeContent(content, out));
  }

  static Version read(Context outer, Decoder in) {
    Dot dot = ContextCodec.readDot(outer, in);
    Context past = ContextCodec.readWithin(outer, in);
    Timestamp timestamp = ContextCodec.readTimestamp(in);
    int code = in.u8();
    Policy policy = ContextCodec.valid(() -> Policy.ofCode(code));
    int parts = (int) in.varint(HAS_REQUEST_ID | HAS_EXPIRY | HAS_CONTENT);
    Optional<String> requestId =
        (parts & HAS_REQUEST_ID) == 0
            ? Optional.empty()
            : Optional.of(in.utf8(RequestRecord.ID_LENGTH_MAX));
    OptionalLong expires =
        (parts & HAS_EXPIRY) == 0
            ? OptionalLong.empty()
            : OptionalLong.of(in.varint(Timestamp.MILLIS_MAX));
    Optional<Content> content =
        (parts & HAS_CONTENT) == 0 ? Optional.empty() : Optional.of(readContent(in));
    return ContextCodec.valid(
        () -> new Version(dot, past, timestamp, policy, requestId, expires, content));
  }

  private static void writeContent(Content content, Encoder out) {
    out.varint(content.sizeBytes()).fixed32(content.crc32c());
    out.varint(content.attributes().size());
    content.attributes().forEach((name, value) -> out.utf8(name).utf8(value));
  }

  private static Content readContent(Decoder in) {
    long sizeBytes = in.varint(Long.MAX_VALUE);
    int crc32c = in.fixed32();
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int left = in.count(Content.ATTRIBUTES_MAX_BYTES); left > 0; left--) {
      String name = in.utf8(Content.ATTRIBUTES_MAX_BYTES);
      if (!attributes.isEmpty() && attributes.lastKey().compareTo(name) >= 0) {
        throw new CodecException("headers out of order at " + name);
      }
      attributes.put(name, in.utf8(Content.ATTRIBUTES_MAX_BYTES));
    }
    return ContextCodec.valid(() -> new Content(sizeBytes, crc32c, attributes));
  }
}
