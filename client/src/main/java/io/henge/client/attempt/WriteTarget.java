package io.henge.client.attempt;

import io.henge.client.WriteOptions;
import io.henge.client.exchange.Call;
import io.henge.client.exchange.Upload;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.wire.HengeHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a write asks for, the same with each attempt.
 *
 * @param method PUT or DELETE
 * @param key the blob's
 * @param options how it is written
 * @param requestId makes all attempts one write
 * @param headers that go along
 */
record WriteTarget(
    String method,
    BlobKey key,
    WriteOptions options,
    String requestId,
    Map<String, String> headers) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
  private static final Set<String> KEPT =
      Set.of("content-encoding", "content-language", "content-disposition", "cache-control");

  /**
   * To store a blob.
   *
   * @param bytes all of them, if they are known before
   */
  static WriteTarget put(BlobKey key, WriteOptions options, Optional<byte[]> bytes) {
    Map<String, String> headers = new TreeMap<>();
    options.contentType().ifPresent(type -> headers.put("Content-Type", type));
    options
        .metadata()
        .forEach((name, value) -> headers.put(HengeHeaders.META_PREFIX + name, value));
    options
        .headers()
        .forEach(
            (name, value) -> {
              if (!KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("no header that is kept: " + name);
              }
              headers.put(name, value);
            });
    options
        .timeToLive()
        .ifPresent(time -> headers.put(HengeHeaders.TTL, Long.toString(time.toSeconds())));
    options.expires().ifPresent(moment -> headers.put(HengeHeaders.EXPIRES, moment.toString()));
    headers.forEach(WriteTarget::requirePrintable);
    bytes.ifPresent(all -> headers.put(HengeHeaders.CRC32C, checksum(all)));
    return of("PUT", key, options, headers);
  }

  /** What else a header could hold would arrive as something else, or end the header. */
  private static void requirePrintable(String name, String value) {
    if (!NAME.matcher(name).matches() || !PRINTABLE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "names are letters, digits and dashes, and values printable ASCII: " + name);
    }
  }

  /** To delete it. */
  static WriteTarget delete(BlobKey key, WriteOptions options) {
    return of("DELETE", key, options, new TreeMap<>());
  }

  private static WriteTarget of(
      String method, BlobKey key, WriteOptions options, Map<String, String> headers) {
    String id = options.requestId().orElseGet(() -> UUID.randomUUID().toString());
    headers.put(HengeHeaders.REQUEST_ID, id);
    options.context().ifPresent(context -> headers.put(HengeHeaders.CONTEXT, context));
    options.ifVersion().ifPresent(version -> headers.put("If-Match", "\"" + version + "\""));
    if (options.isNewOnly()) {
      headers.put("If-None-Match", "*");
    }
    return new WriteTarget(method, key, options, id, headers);
  }

  private static String checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return String.format("%08x", (int) checksum.getValue());
  }

  Call call(Address node, long millis, Optional<Upload> upload) {
    Map<String, String> parameters = new TreeMap<>();
    options.w().ifPresent(w -> parameters.put("w", w));
    options.sloppy().ifPresent(sloppy -> parameters.put("sloppy", sloppy.toString()));
    parameters.put("timeout", millis + "ms");
    return new Call(
        node,
        method,
        Targets.of(key.toRawPath(), parameters),
        headers,
        upload,
        Deadline.withMargin(millis));
  }
}
