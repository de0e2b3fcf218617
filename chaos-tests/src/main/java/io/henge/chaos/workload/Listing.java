package io.henge.chaos.workload;

import io.henge.chaos.workload.Tries.Attempt;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Lists keys page by page. A page that says that it may not be complete is asked for again. */
final class Listing {
  private final Tries tries;
  private final String prefix;
  private final List<String> shown = new ArrayList<>();
  private Optional<String> after = Optional.empty();
  private int attempts;

  /** Of all keys that begin so; the prefix needs no escape. */
  Listing(Tries tries, String prefix) {
    this.tries = tries;
    this.prefix = prefix;
  }

  /**
   * Gets all pages.
   *
   * @param nameOf the name of the write that a version of a key is of; empty when nobody can tell
   */
  Answer run(BinaryOperator<String> nameOf) {
    do {
      Answer page = tries.until(this::request, this::page);
      attempts += page.attempts();
      if (!page.isOk()) {
        return Answer.unknown(page.status(), attempts, page.node(), page.note());
      }
      for (String entry : page.shown()) {
        int blank = entry.indexOf(' ');
        String name = nameOf.apply(entry.substring(0, blank), entry.substring(blank + 1));
        if (name.isEmpty()) {
          return Answer.unknown(page.status(), attempts, page.node(), "not known: " + entry);
        }
        shown.add(name);
      }
      after = page.context();
    } while (after.isPresent());
    return Answer.read(200, attempts, 0, shown, Optional.empty());
  }

  private HttpRequest request(String address) {
    String begin = after.map(last -> "&after=" + last).orElse("");
    String query = "prefix=" + prefix + begin + "&limit=100&timeout=1s";
    return HttpRequest.newBuilder(URI.create("http://" + address + "/-/keys?" + query))
        .timeout(HttpSession.ATTEMPT_MAX)
        .GET()
        .build();
  }

  /** A page as keys with versions; its context is where the next one begins. */
  private Attempt page(HttpResponse<byte[]> heard, int tried, int node) {
    String text = new String(heard.body(), StandardCharsets.UTF_8);
    if (heard.statusCode() != 200) {
      return Attempt.again(heard.statusCode(), false, text);
    }
    JsonObject json = new JsonObject(text);
    if (!json.getBoolean("complete")) {
      return Attempt.again(200, false, "not complete");
    }
    List<String> entries =
        json.getJsonArray("keys").stream()
            .map(JsonObject.class::cast)
            .map(entry -> entry.getString("key") + " " + entry.getString("version"))
            .toList();
    return Attempt.end(
        Answer.read(200, tried, node, entries, Optional.ofNullable(json.getString("next"))));
  }
}
