package io.henge.node.http;

import io.henge.node.body.ExpectedBody;
import io.henge.ring.wire.HengeHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The checksums that an owner's answer to a passed-on request says: bytes may change between two
 * nodes without TCP's notice, and a client that did not ask for more relies on them.
 */
final class OwnersSums {
  private static final Pattern CRC = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private OwnersSums() {}

  /** What the body of an answer must be: that of a GET, whose head says it. */
  static Optional<ExpectedBody> body(HttpMethod method, int status, MultiMap headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    boolean isBlob = method.equals(HttpMethod.GET) && (status == 200 || status == 206);
    if (!isBlob || length == null || !LENGTH.matcher(length).matches()) {
      return Optional.empty();
    }
    OptionalInt crc = crc(headers, status == 206 ? HengeHeaders.PART_CRC32C : HengeHeaders.CRC32C);
    return crc.isEmpty()
        ? Optional.empty()
        : Optional.of(new ExpectedBody(Long.parseLong(length), crc.getAsInt()));
  }

  private static OptionalInt crc(MultiMap headers, String name) {
    String text = headers.get(name);
    return text == null || !CRC.matcher(text).matches()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseUnsignedInt(text, 16));
  }
}
