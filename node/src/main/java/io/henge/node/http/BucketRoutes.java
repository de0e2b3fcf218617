package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.ring.BlobKey;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Layout;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shows and sets the policies of buckets. The name of a bucket is read from the raw path, as keys
 * are; the empty one is the default bucket's.
 */
final class BucketRoutes {
  private static final String ALL_ALLOWED = "GET, HEAD";
  private static final String ALLOWED = "GET, HEAD, PUT, DELETE";
  private static final int BODY_BYTES_MAX = 4096;
  private static final String CONFLICT = "conflict";
  private static final String SLOPPY = "sloppy";
  private static final Set<String> FIELDS = Set.of(CONFLICT, "r", "w", SLOPPY);

  private final CurrentChain chain;
  private final PolicyDesk policies;
  private final Exchange.Surroundings around;
  private final long timeoutMillis;

  BucketRoutes(
      CurrentChain chain, PolicyDesk policies, Exchange.Surroundings around, long timeoutMillis) {
    this.chain = chain;
    this.policies = policies;
    this.around = around;
    this.timeoutMillis = timeoutMillis;
  }

  /** Whether a request is about buckets. */
  static boolean isMeant(RequestTarget target) {
    return target.path().equals(SystemPaths.BUCKETS)
        || target.path().startsWith(SystemPaths.BUCKETS + "/");
  }

  void handle(HttpServerRequest request, RequestTarget target) {
    Exchange exchange = new Exchange(around, request);
    try {
      if (!target.query().isEmpty()) {
        throw bad("this request has no parameters");
      }
      if (target.path().equals(SystemPaths.BUCKETS)) {
        handleAll(exchange);
      } else {
        handleOne(exchange, bucket(target.path().substring(SystemPaths.BUCKETS.length() + 1)));
      }
    } catch (RuntimeException refusal) {
      exchange.fail(refusal);
    }
  }

  private void handleAll(Exchange exchange) {
    if (!isRead(exchange.request().method())) {
      exchange.methodNotAllowed(ALL_ALLOWED);
      return;
    }
    ChainEntry newest = newest();
    JsonObject buckets = new JsonObject();
    newest.buckets().forEach((name, policy) -> buckets.put(name, document(policy)));
    SystemRoutes.json(
        exchange, 200, new JsonObject().put("chain", newest.number()).put("buckets", buckets));
  }

  private void handleOne(Exchange exchange, String bucket) {
    HttpMethod method = exchange.request().method();
    if (isRead(method)) {
      show(exchange, bucket, newest());
    } else if (method.equals(HttpMethod.PUT)) {
      answer(exchange, bucket, body(exchange).compose(body -> set(bucket, policy(body))));
    } else if (method.equals(HttpMethod.DELETE)) {
      answer(exchange, bucket, set(bucket, BucketPolicy.DEFAULT));
    } else {
      exchange.methodNotAllowed(ALLOWED);
    }
  }

  private Future<ChainEntry> set(String bucket, BucketPolicy policy) {
    requirePossible(newest(), policy);
    return policies.set(bucket, policy, timeoutMillis);
  }

  private static void answer(Exchange exchange, String bucket, Future<ChainEntry> setting) {
    exchange.answerWith(setting, entry -> show(exchange, bucket, entry), dropped -> {});
  }

  private static void show(Exchange exchange, String bucket, ChainEntry entry) {
    JsonObject document = new JsonObject().put("bucket", bucket);
    document.mergeIn(document(entry.policyOf(bucket)));
    SystemRoutes.json(exchange, 200, document.put("chain", entry.number()));
  }

  private static JsonObject document(BucketPolicy policy) {
    JsonObject document = new JsonObject().put(CONFLICT, policy.conflict().word());
    policy.r().ifPresent(r -> document.put("r", r));
    policy.w().ifPresent(w -> document.put("w", w));
    if (!policy.sloppyWrites()) {
      document.put(SLOPPY, false);
    }
    return document;
  }

  private ChainEntry newest() {
    return chain
        .entry()
        .orElseThrow(
            () -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
  }

  /** A bucket's name is the beginning of keys, so it is read as a key is. */
  private static String bucket(String rawName) {
    if (rawName.isEmpty()) {
      return "";
    }
    BlobKey key = BlobKey.fromRawPath("/" + rawName + "/");
    if (!key.text().equals(key.bucket() + "/")) {
      throw bad("a bucket's name has no slash");
    }
    return key.bucket();
  }

  private static Future<Buffer> body(Exchange exchange) {
    Buffer bytes = Buffer.buffer();
    return new HttpBody(exchange, BodyChecks.of(exchange.headers()), BODY_BYTES_MAX)
        .start(bytes::appendBuffer)
        .map(bytes);
  }

  private static BucketPolicy policy(Buffer body) {
    JsonObject document;
    try {
      document = new JsonObject(body);
    } catch (DecodeException malformed) {
      throw bad("the body is no JSON object");
    }
    for (String name : document.fieldNames()) {
      if (!FIELDS.contains(name)) {
        throw bad("a policy has no '" + LogText.of(name) + "'");
      }
    }
    return new BucketPolicy(
        conflict(document.getValue(CONFLICT)),
        quorum(document, "r"),
        quorum(document, "w"),
        isSloppy(document.getValue(SLOPPY, true)));
  }

  private static boolean isSloppy(Object value) {
    if (value instanceof Boolean given) {
      return given;
    }
    throw bad(SLOPPY + " is true or false");
  }

  private static ConflictPolicy conflict(Object word) {
    return Arrays.stream(ConflictPolicy.values())
        .filter(policy -> policy.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "conflict is one of "
                        + Arrays.stream(ConflictPolicy.values())
                            .map(ConflictPolicy::word)
                            .collect(Collectors.joining(", "))));
  }

  private static OptionalInt quorum(JsonObject document, String name) {
    if (!document.containsKey(name)) {
      return OptionalInt.empty();
    }
    Object value = document.getValue(name);
    if (value instanceof Integer number && number >= 1 && number <= Layout.REPLICAS_MAX) {
      return OptionalInt.of(number);
    }
    throw bad(name + " is a number of replicas, 1 to " + Layout.REPLICAS_MAX);
  }

  private static void requirePossible(ChainEntry newest, BucketPolicy policy) {
    int width = newest.layout().width();
    if (policy.r().orElse(1) > width || policy.w().orElse(1) > width) {
      throw bad("r and w are 1 to " + width + ", the number of owners of a key");
    }
  }

  private static boolean isRead(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
