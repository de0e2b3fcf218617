package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.ring.InvalidKeyException;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How failures look to clients: one JSON shape {code, message, requestId, details}, written here
 * and nowhere else. What is not an expected failure is a bug: the client learns the number of an
 * incident, which is the request's id, and the log has the rest.
 */
final class ErrorResponses {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);
  private static final String RETRY_SECONDS = "1";

  private ErrorResponses() {}

  /**
   * The failure to tell the client; bugs are logged, with the stack, and become an incident. How
   * far a write had come when it met a bug nobody knows, so it may surface.
   */
  static BlobFailure asFailure(Throwable cause, String requestId, boolean isWrite) {
    if (cause instanceof BlobFailure failure) {
      return failure;
    }
    if (cause instanceof InvalidKeyException invalid) {
      return BlobFailure.of(ErrorCode.INVALID_KEY, invalid.getMessage());
    }
    LOG.error("incident {}", requestId, cause);
    return BlobFailure.quorum(
        ErrorCode.INTERNAL, "an internal error; it is logged as " + requestId, isWrite, List.of());
  }

  /** Sets the headers that go with a failure, and makes the document. */
  static Buffer document(BlobFailure failure, String requestId, MultiMap headers) {
    headers.set("Content-Type", "application/json");
    headers.set("X-Content-Type-Options", "nosniff");
    int status = failure.code().httpStatus();
    if (status == 429 || status == 503) {
      headers.set("Retry-After", RETRY_SECONDS);
    }
    if (!failure.context().isEmpty()) {
      headers.set(HengeHeaders.CONTEXT, failure.context());
    }
    return json(failure, requestId).toBuffer().appendString("\n");
  }

  private static JsonObject json(BlobFailure failure, String requestId) {
    JsonObject details = new JsonObject();
    if (failure.code().httpStatus() >= 500) {
      details.put("maySurface", failure.maySurface());
    }
    if (!failure.replicas().isEmpty()) {
      JsonArray replicas = new JsonArray();
      for (ReplicaFailure replica : failure.replicas()) {
        replicas.add(
            new JsonObject()
                .put("seat", replica.seat().number())
                .put("reason", replica.reason().name().toLowerCase(Locale.ROOT))
                .put("text", replica.text()));
      }
      details.put("replicas", replicas);
    }
    return new JsonObject()
        .put("code", failure.code().text())
        .put("message", failure.getMessage())
        .put("requestId", requestId)
        .put("details", details);
  }

  /** A whole answer for a client whose request head never ended, so that there is no request. */
  static String headTimeout(String requestId) {
    BlobFailure failure =
        BlobFailure.of(ErrorCode.REQUEST_TIMEOUT, "the head of the request came too slowly");
    Buffer document = json(failure, requestId).toBuffer().appendString("\n");
    return "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: "
        + document.length()
        + "\r\nConnection: close\r\n"
        + HengeHeaders.REQUEST_ID
        + ": "
        + requestId
        + "\r\n\r\n"
        + document;
  }
}
