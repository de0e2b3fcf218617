package io.henge.client.attempt;

import io.henge.client.exchange.Answer;
import io.henge.ring.Json;
import io.henge.ring.JsonFields;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions of a blob that none of them replaces.
 *
 * @param versions their names, the shown one first
 * @param context has seen all of them
 */
public record VersionList(List<String> versions, String context) {
  private static final int DOCUMENT_BYTES_MAX = 2 << 20;

  public VersionList {
    versions = List.copyOf(versions);
  }

  static Future<VersionList> of(Around around, Answer answer) {
    String context =
        answer
            .header(HengeHeaders.CONTEXT)
            .orElseThrow(() -> BlobHeads.malformed("it has no context"));
    return answer
        .bytes(DOCUMENT_BYTES_MAX, around.limits().stallMillis())
        .map(body -> new VersionList(names(body.toString()), context));
  }

  private static List<String> names(String document) {
    List<String> names = new ArrayList<>();
    try {
      for (Object one : JsonFields.array("versions", Json.parseShown(document))) {
        names.add(JsonFields.of("version", one).string("version"));
      }
    } catch (IllegalArgumentException other) {
      throw BlobHeads.malformed(other.getMessage());
    }
    if (names.isEmpty()) {
      throw BlobHeads.malformed("it lists no version");
    }
    return names;
  }
}
