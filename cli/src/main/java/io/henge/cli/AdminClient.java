package io.henge.cli;

import io.henge.ring.JsonFields;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Asks the admin port of a node. What goes wrong is an {@link AdminFailure}. */
final class AdminClient {
  /** A vote may take as long as the node's own timeout, and a few seconds more. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  private final URI admin;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_PATIENCE)
          .build();

  AdminClient(URI admin) {
    this.admin = admin;
  }

  Document get(String path) {
    return ask("GET", path, Map.of());
  }

  Document post(String path, Map<String, String> parameters) {
    return ask("POST", path, parameters);
  }

  Document delete(String path, Map<String, String> parameters) {
    return ask("DELETE", path, parameters);
  }

  private Document ask(String method, String path, Map<String, String> parameters) {
    String query =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(one -> one.getKey() + "=" + escaped(one.getValue()))
                .collect(Collectors.joining("&"));
    URI uri = admin.resolve(query.isEmpty() ? path : path + "?" + query);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = send(request);
    if (response.statusCode() / 100 != 2) {
      throw refusal(response);
    }
    return Document.of(response.body());
  }

  private static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (ConnectException refused) {
      throw new AdminFailure("nobody listens at " + admin);
    } catch (IOException lost) {
      throw new AdminFailure("no answer from " + admin + ": " + lost.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AdminFailure("interrupted");
    }
  }

  private static AdminFailure refusal(HttpResponse<String> response) {
    JsonFields error;
    try {
      error = Document.of(response.body()).fields();
    } catch (AdminFailure other) {
      return new AdminFailure("the answer was " + response.statusCode());
    }
    boolean maySurface =
        error.has("details")
            && error.object("details").has("maySurface")
            && error.object("details").bool("maySurface");
    return new AdminFailure(
        error.string("message")
            + " ("
            + response.statusCode()
            + " "
            + error.string("code")
            + ")"
            + (maySurface ? "; it may yet come into force" : ""));
  }
}
