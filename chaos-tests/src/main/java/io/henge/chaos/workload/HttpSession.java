package io.henge.chaos.workload;

import io.henge.chaos.workload.Tries.Attempt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Requests of the JDK's HTTP client, which knows nothing of Henge, to any node. */
final class HttpSession implements Session {
  /** Under which each put carries its own name. */
  static final String CLAIM = "Henge-Meta-Claim";

  static final Duration ATTEMPT_MAX = Duration.ofMillis(1_500);
  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;

  private final Tries tries;
  private final Names names;
  private final SplittableRandom dice;

  /** By way of these tries. */
  HttpSession(Tries tries, Names names, SplittableRandom dice) {
    this.tries = tries;
    this.names = names;
    this.dice = dice;
  }

  @Override
  public Answer write(WriteWish wish) {
    String id = UUID.randomUUID().toString();
    String query = wish.strict() ? "?sloppy=false&timeout=1s" : "?timeout=1s";
    return tries.until(
        address -> {
          HttpRequest.Builder request =
              request(address, wish.key(), query).header("Henge-Request-Id", id);
          wish.context().ifPresent(token -> request.header("Henge-Context", token));
          if (wish.ifAbsent()) {
            request.header("If-None-Match", "*");
          }
          if (wish.payload().isEmpty()) {
            return request.DELETE().build();
          }
          Payload payload = wish.payload().get();
          return request
              .header(CLAIM, payload.claim())
              .PUT(BodyPublishers.ofByteArray(payload.bytes()))
              .build();
        },
        (answer, attempts, node) -> written(wish, answer, attempts, node));
  }

  private Attempt written(WriteWish wish, HttpResponse<byte[]> answer, int attempts, int node) {
    int status = answer.statusCode();
    if (status < 300) {
      Optional<String> damage = wish.payload().flatMap(payload -> otherSum(payload, answer));
      if (damage.isPresent()) {
        return Attempt.end(Answer.damaged(status, attempts, node, damage.get()));
      }
      header(answer, "Henge-Version").ifPresent(v -> names.learn(wish.key(), v, wish.name()));
      return Attempt.end(
          Answer.applied(
              status,
              attempts,
              node,
              header(answer, "Henge-Context"),
              acks(answer),
              header(answer, "Henge-Stand-Ins").map(Integer::parseInt).orElse(0),
              header(answer, "Henge-Degraded").isPresent()));
    }
    if (status < 500 && status != 408 && status != 429) {
      return Attempt.end(Answer.refused(status, attempts, node, text(answer)));
    }
    return Attempt.again(status, maySurface(answer), text(answer));
  }

  /** What is stored, if it says that it is something else than what was sent. */
  private static Optional<String> otherSum(Payload payload, HttpResponse<byte[]> answer) {
    String sent = payload.crc32cText();
    return header(answer, "Henge-Crc32c")
        .filter(stored -> !stored.equals(sent))
        .map(stored -> "stored with the checksum %s instead of %s".formatted(stored, sent));
  }

  private static int acks(HttpResponse<byte[]> answer) {
    return header(answer, "Henge-Acks")
        .map(text -> Integer.parseInt(text.substring(0, text.indexOf(' '))))
        .orElse(0);
  }

  /** An answer that is none of Henge's own tells nothing. */
  private static boolean maySurface(HttpResponse<byte[]> answer) {
    if (answer.statusCode() < 500) {
      return false;
    }
    try {
      return new JsonObject(text(answer)).getJsonObject("details").getBoolean("maySurface", true);
    } catch (RuntimeException noJson) {
      return true;
    }
  }

  @Override
  public Answer get(String key) {
    return tries.until(
        address -> request(address, key, "?timeout=1s").GET().build(),
        (answer, attempts, node) -> {
          if (answer.statusCode() != 200) {
            return notRead(answer, attempts, node);
          }
          return Attempt.end(whole(key, answer, attempts, node));
        });
  }

  @Override
  public Answer range(String key, double from) {
    Answer whole = head(key);
    if (!whole.isOk() || whole.shown().isEmpty()) {
      return whole;
    }
    int size = Payload.claimed(key, whole.shown().get(0)).orElseThrow().sizeBytes();
    int first = (int) (from * size);
    int last = first + dice.nextInt(Math.max(1, size - first));
    return tries.until(
        address ->
            request(address, key, "?timeout=1s")
                .header("Range", "bytes=" + first + "-" + last)
                .GET()
                .build(),
        (answer, attempts, node) -> {
          if (answer.statusCode() == 416) {
            return Attempt.end(Answer.refused(416, attempts, node, "it is shorter now"));
          }
          if (answer.statusCode() != 206) {
            return notRead(answer, attempts, node);
          }
          return Attempt.end(shown(key, answer, attempts, node, first, last));
        });
  }

  private Answer head(String key) {
    return tries.until(
        address ->
            request(address, key, "?timeout=1s").method("HEAD", BodyPublishers.noBody()).build(),
        (answer, attempts, node) ->
            answer.statusCode() == 200
                ? Attempt.end(
                    Answer.read(
                        200,
                        attempts,
                        node,
                        header(answer, CLAIM).stream().toList(),
                        Optional.empty()))
                : notRead(answer, attempts, node));
  }

  private Answer whole(String key, HttpResponse<byte[]> answer, int attempts, int node) {
    return shown(key, answer, attempts, node, 0, Integer.MAX_VALUE - 1);
  }

  /** Bytes from the first to the last one that was asked for, or to the end. */
  private Answer shown(
      String key, HttpResponse<byte[]> answer, int attempts, int node, int first, int last) {
    String claim = header(answer, CLAIM).orElse("");
    String damage =
        Payload.claimed(key, claim)
            .map(
                payload -> {
                  int end = Math.min(last + 1, payload.sizeBytes());
                  return payload.difference(answer.body(), first, end - first).orElse("");
                })
            .orElse("a body without a name: " + claim);
    if (!damage.isEmpty()) {
      return Answer.damaged(answer.statusCode(), attempts, node, damage);
    }
    header(answer, "Henge-Version").ifPresent(version -> names.learn(key, version, claim));
    return Answer.read(
        answer.statusCode(), attempts, node, List.of(claim), header(answer, "Henge-Context"));
  }

  private static Attempt notRead(HttpResponse<byte[]> answer, int attempts, int node) {
    int status = answer.statusCode();
    if (status == NOT_FOUND || status == GONE) {
      return Attempt.end(
          Answer.read(status, attempts, node, List.of(), header(answer, "Henge-Context")));
    }
    if (status < 500 && status != 408 && status != 429) {
      return Attempt.end(Answer.refused(status, attempts, node, text(answer)));
    }
    return Attempt.again(status, false, text(answer));
  }

  @Override
  public Answer versions(String key) {
    return tries.until(
        address -> request(address, key, "?siblings&timeout=1s").GET().build(),
        (answer, attempts, node) -> {
          if (answer.statusCode() != 300) {
            return notRead(answer, attempts, node);
          }
          List<String> shown = new ArrayList<>();
          for (Object each : new JsonArray(text(answer))) {
            JsonObject version = (JsonObject) each;
            String claim = version.getJsonObject("metadata").getString("henge-meta-claim", "");
            Optional<Payload> payload = Payload.claimed(key, claim);
            if (payload.isEmpty()
                || !payload.get().crc32cText().equals(version.getString("crc32c"))) {
              return Attempt.end(Answer.damaged(300, attempts, node, "not of a write: " + version));
            }
            names.learn(key, version.getString("version"), claim);
            shown.add(claim);
          }
          return Attempt.end(
              Answer.read(300, attempts, node, shown, header(answer, "Henge-Context")));
        });
  }

  @Override
  public Answer list(String prefix) {
    return new Listing(tries, prefix).run(this::nameOf);
  }

  /** The write of a key's version; one that nobody has read is looked up. */
  private String nameOf(String key, String version) {
    if (names.of(key, version).isEmpty()) {
      tries.until(
          address -> request(address, key, "?version=" + version).GET().build(),
          (answer, attempts, node) ->
              answer.statusCode() == 200
                  ? Attempt.end(whole(key, answer, attempts, node))
                  : notRead(answer, attempts, node));
    }
    return names.of(key, version).orElse("");
  }

  private static HttpRequest.Builder request(String address, String key, String query) {
    try {
      String path = new URI(null, null, "/" + key, null).toASCIIString();
      return HttpRequest.newBuilder(URI.create("http://" + address + path + query))
          .timeout(ATTEMPT_MAX);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Optional<String> header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    // The HTTP client is shared, and whoever made it ends it.
  }
}
