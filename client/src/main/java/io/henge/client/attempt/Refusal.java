package io.henge.client.attempt;

import io.henge.client.RejectedException;
import io.henge.client.UnavailableException;
import io.henge.client.exchange.Answer;
import io.henge.ring.Json;
import io.henge.ring.JsonFields;
import io.vertx.core.Future;

/**
 * An answer that says no.
 *
 * @param status of HTTP
 * @param code the word for it
 * @param message for people
 * @param maySurface whether the write may become visible all the same
 */
record Refusal(int status, String code, String message, boolean maySurface) {
  private static final int DOCUMENT_BYTES_MAX = 64 << 10;
  private static final int TEXT_MAX = 1_000;

  /** Whether another node, or a later moment, may answer better. */
  static boolean isTemporary(int status) {
    return status >= 500 || status == 429 || status == 408;
  }

  /**
   * The refusal in an answer, whose body is used up. Where the body cannot be had or understood,
   * the worst is assumed.
   */
  static Future<Refusal> of(Answer answer, long stallMillis) {
    int status = answer.status();
    if (answer.call().method().equals("HEAD")) {
      answer.drop();
      return Future.succeededFuture(unexplained(status));
    }
    return answer
        .bytes(DOCUMENT_BYTES_MAX, stallMillis)
        .map(body -> read(status, body.toString()))
        .otherwise(lost -> unexplained(status));
  }

  private static Refusal read(int status, String document) {
    try {
      JsonFields fields = JsonFields.of("error", Json.parseShown(document));
      boolean maySurface =
          fields.has("details")
              ? fields.object("details").has("maySurface")
                  && fields.object("details").bool("maySurface")
              : status >= 500;
      return new Refusal(
          status, cut(fields.string("code")), cut(fields.string("message")), maySurface);
    } catch (IllegalArgumentException other) {
      return unexplained(status);
    }
  }

  private static Refusal unexplained(int status) {
    return new Refusal(status, "http-" + status, "the answer was " + status, status >= 500);
  }

  private static String cut(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }

  /** The exception of a request that had no effect. */
  RejectedException rejected() {
    return isTemporary(status)
        ? new UnavailableException(code, message, null)
        : new RejectedException(code, message, null);
  }
}
