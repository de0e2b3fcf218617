package io.henge.node.http;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.coordinator.SurveyAnswer;
import io.henge.node.coordinator.SurveyAnswer.Verdict;
import io.henge.node.coordinator.SurveyAnswer.Voice;
import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerReply;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.KeyHash;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Explains a key: who owns it, who stands in, what each of them holds, and what a read would answer
 * and why. The key is read from the raw path after the prefix, as in requests for blobs.
 */
final class ExplainHandler {
  private static final String ALLOWED = "GET, HEAD";

  private final HttpServices services;
  private final Exchange.Surroundings around;

  ExplainHandler(HttpServices services, Exchange.Surroundings around) {
    this.services = services;
    this.around = around;
  }

  /** Whether a request asks for an explanation. */
  static boolean isMeant(RequestTarget target) {
    return target.path().startsWith(SystemPaths.EXPLAIN);
  }

  void handle(HttpServerRequest request, RequestTarget target) {
    Exchange exchange = new Exchange(around, request);
    try {
      HttpMethod method = request.method();
      if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
        exchange.methodNotAllowed(ALLOWED);
        return;
      }
      if (!target.query().isEmpty()) {
        throw BlobFailure.of(ErrorCode.BAD_REQUEST, "this request has no parameters");
      }
      PartitionedKey key = key(target);
      Coordinators coordinators = services.coordinators();
      exchange.answerWith(
          coordinators.on(key, coordinator -> coordinator.survey(key)),
          answer -> SystemRoutes.json(exchange, 200, document(answer)),
          dropped -> {});
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private PartitionedKey key(RequestTarget target) {
    // The slash before the key is part of the prefix, and of the path of a blob.
    BlobKey key = BlobKey.fromRawPath(target.path().substring(SystemPaths.EXPLAIN.length() - 1));
    ChainEntry chain =
        services
            .chain()
            .entry()
            .orElseThrow(
                () ->
                    BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
    return new PartitionedKey(chain.layout().partitions().partitionOf(KeyHash.of(key)), key);
  }

  private JsonObject document(SurveyAnswer answer) {
    JsonObject document = whoHoldsWhat(answer);
    services
        .comparisons()
        .of(answer.key().partition())
        .ifPresent(
            last ->
                document.put(
                    "compared",
                    new JsonObject()
                        .put("result", last.result())
                        .put("wholeSecondsAgo", Math.round(last.wholeSeconds()))));
    return document;
  }

  private static JsonObject whoHoldsWhat(SurveyAnswer answer) {
    return new JsonObject()
        .put("key", answer.key().key().text())
        .put("bucket", answer.key().key().bucket())
        .put("partition", answer.key().partition())
        .put("chain", answer.chain().number())
        .put("read", read(answer))
        .put("owners", voices(answer.owners(), answer.verdict().merged()))
        .put("standIns", standIns(answer));
  }

  /** What one of them has is a hint for the owners. */
  private static JsonArray standIns(SurveyAnswer answer) {
    JsonArray list = new JsonArray();
    for (Voice voice : answer.standIns()) {
      boolean hasHint = voice.head().filter(head -> !head.object().isEmpty()).isPresent();
      list.add(voice(voice, answer.verdict().merged()).put("hint", hasHint));
    }
    return list;
  }

  private static JsonObject read(SurveyAnswer answer) {
    Verdict verdict = answer.verdict();
    JsonObject read =
        new JsonObject()
            .put("needs", verdict.needed())
            .put("voting", verdict.filled())
            .put("status", status(verdict))
            .put("why", why(verdict));
    verdict.shown().ifPresent(shown -> read.put("version", shown.dot().token()));
    JsonArray from = new JsonArray();
    verdict.holders().forEach(holder -> from.add(holder.seat().number()));
    return read.put("from", from).put("siblings", verdict.merged().siblings().list().size());
  }

  private static int status(Verdict verdict) {
    if (!verdict.isEnough()) {
      return 503;
    }
    if (verdict.shown().isPresent()) {
      return verdict.holders().isEmpty() ? 503 : 200;
    }
    return verdict.merged().isEmpty() ? 404 : 410;
  }

  private static String why(Verdict verdict) {
    BlobObject merged = verdict.merged();
    if (!verdict.isEnough()) {
      return "%d of the %d owners that a read needs can vote"
          .formatted(verdict.filled(), verdict.needed());
    }
    if (merged.isEmpty()) {
      return "no owner that can vote knows the key";
    }
    if (verdict.shown().isEmpty()) {
      return merged.shown().isPresent()
          ? "what is left of the key has expired"
          : "what is left of the key are tombstones";
    }
    return verdict.holders().isEmpty()
        ? "no owner has sound bytes of the version that would be shown"
        : "of the %d live versions with bytes it is the newest"
            .formatted(merged.siblings().list().size());
  }

  private static JsonArray voices(List<Voice> voices, BlobObject merged) {
    JsonArray list = new JsonArray();
    voices.forEach(voice -> list.add(voice(voice, merged)));
    return list;
  }

  private static JsonObject voice(Voice voice, BlobObject merged) {
    Member member = voice.member();
    JsonObject json =
        new JsonObject()
            .put("seat", member.seat().number())
            .put("node", member.node().toString())
            .put("address", member.client().toString())
            .put("zone", member.zone())
            .put("suspected", voice.suspected())
            .put("answered", voice.head().isPresent());
    voice
        .failure()
        .ifPresent(
            failure ->
                json.put("failure", failure.reason().name().toLowerCase(Locale.ROOT))
                    .put("text", failure.text()));
    voice.head().ifPresent(head -> put(json, head, merged));
    return json;
  }

  private static void put(JsonObject json, PeerReply.Head head, BlobObject merged) {
    BlobObject object = head.object();
    boolean isBehind =
        !object.context().equals(merged.context()) || !object.live().equals(merged.live());
    JsonArray versions = new JsonArray();
    object.live().forEach(version -> versions.add(version(version, head)));
    json.put("filled", head.filled())
        .put("removalNumber", head.removalNumber())
        .put("state", object.isEmpty() ? "empty" : isBehind ? "behind" : "up to date")
        .put("versions", versions);
  }

  private static JsonObject version(Version version, PeerReply.Head head) {
    JsonObject json =
        new JsonObject()
            .put("version", version.dot().token())
            .put("writtenAt", Instant.ofEpochMilli(version.timestamp().millis()).toString())
            .put("tombstone", version.isTombstone());
    version
        .content()
        .map(Content::sizeBytes)
        .ifPresent(size -> json.put("size", size).put("damaged", !head.holds(version.dot())));
    version
        .expiresAtMillis()
        .ifPresent(millis -> json.put("expires", Instant.ofEpochMilli(millis).toString()));
    return json;
  }
}
