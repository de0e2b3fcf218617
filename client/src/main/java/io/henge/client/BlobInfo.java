package io.henge.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a version of a blob besides its bytes.
 *
 * @param key the blob's
 * @param version names the version; the same for ever and at every node
 * @param context covers this version and what it has seen: a write with it replaces exactly that
 * @param size in bytes, of the whole body
 * @param crc32c of the whole body; empty where the node did not say
 * @param contentType as stored, {@code application/octet-stream} unless something was
 * @param metadata as stored, names in lower case
 * @param headers those of {@code Content-Encoding}, {@code Content-Language}, {@code
 *     Content-Disposition} and {@code Cache-Control} that were stored, by lower case name
 * @param lastModified by the clock of the node that made the version; for display alone
 * @param expires from when on it reads as absent
 * @param siblings how many versions with bytes the key has, 1 or more
 * @param isDegraded whether fewer owners stand behind this than were asked for
 */
public record BlobInfo(
    String key,
    String version,
    String context,
    long size,
    Optional<Integer> crc32c,
    String contentType,
    Map<String, String> metadata,
    Map<String, String> headers,
    Optional<Instant> lastModified,
    Optional<Instant> expires,
    int siblings,
    boolean isDegraded) {
  public BlobInfo {
    metadata = Map.copyOf(metadata);
    headers = Map.copyOf(headers);
  }
}
