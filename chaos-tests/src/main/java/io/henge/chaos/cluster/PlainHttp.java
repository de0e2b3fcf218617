package io.henge.chaos.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;

/** Requests by the JDK's client, which knows nothing of Henge and follows no redirects. */
public final class PlainHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int CHUNK_BYTES = 64 << 10;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public HttpResponse<byte[]> put(URI uri, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return put(uri, BodyPublishers.ofByteArray(body), headers);
  }

  public HttpResponse<byte[]> put(URI uri, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    return send(request(uri, headers).PUT(body));
  }

  public HttpResponse<byte[]> post(URI uri) throws IOException, InterruptedException {
    return send(request(uri).POST(BodyPublishers.noBody()));
  }

  public HttpResponse<byte[]> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    return send(request(uri, headers).GET());
  }

  /**
   * Like {@link #get}, asked again for up to a minute while the answer is 503 or 504: a node that
   * just came back, or a machine that is busy, may need a moment. Every other answer is final.
   */
  public HttpResponse<byte[]> read(URI uri) {
    return patiently().until(() -> get(uri), PlainHttp::isFinal);
  }

  /** Like {@link #put}, repeated in the same manner under one request id. */
  public HttpResponse<byte[]> write(URI uri, byte[] body, String... headers) {
    return writeUnder(UUID.randomUUID().toString(), uri, body, headers);
  }

  /** The same under an id that was used before, perhaps. */
  public HttpResponse<byte[]> writeUnder(String id, URI uri, byte[] body, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Henge-Request-Id";
    all[headers.length + 1] = id;
    return patiently().until(() -> put(uri, body, all), PlainHttp::isFinal);
  }

  /** Like {@link #delete}, repeated in the same manner. */
  public HttpResponse<byte[]> remove(URI uri) {
    String id = UUID.randomUUID().toString();
    return patiently()
        .until(() -> send(request(uri, "Henge-Request-Id", id).DELETE()), PlainHttp::isFinal);
  }

  /**
   * Asks at once, and again only if need be: a wait before the first time is Awaitility's usual.
   */
  private static ConditionFactory patiently() {
    return await().pollDelay(Duration.ZERO).atMost(TIMEOUT);
  }

  private static boolean isFinal(HttpResponse<?> answer) {
    return answer.statusCode() != 503 && answer.statusCode() != 504;
  }

  public HttpResponse<byte[]> delete(URI uri) throws IOException, InterruptedException {
    return send(request(uri).DELETE());
  }

  /** What stands between a 200 with exactly the file's bytes and what came; empty when nothing. */
  public String difference(URI uri, Path file) throws IOException {
    HttpResponse<InputStream> response = patiently().until(() -> open(uri), PlainHttp::isFinal);
    try (InputStream got = response.body();
        InputStream expected = Files.newInputStream(file)) {
      if (response.statusCode() != 200) {
        return uri + " answered " + response.statusCode();
      }
      long offset = 0;
      while (true) {
        byte[] left = expected.readNBytes(CHUNK_BYTES);
        byte[] right = got.readNBytes(CHUNK_BYTES);
        if (!Arrays.equals(left, right)) {
          return uri + " differs from " + file + " within 64 KiB behind byte " + offset;
        }
        if (left.length == 0) {
          return "";
        }
        offset += left.length;
      }
    }
  }

  private HttpResponse<InputStream> open(URI uri) throws IOException, InterruptedException {
    return client.send(request(uri).GET().build(), BodyHandlers.ofInputStream());
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(URI uri, String... headers) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  /** Whether a GET is answered with that status within two seconds; false for any failure. */
  public static boolean answers(URI uri, int status) {
    HttpClient quick = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
    try {
      return quick.send(request, BodyHandlers.discarding()).statusCode() == status;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
