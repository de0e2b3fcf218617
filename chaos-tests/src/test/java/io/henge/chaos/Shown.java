package io.henge.chaos;

import io.henge.chaos.workload.Payload;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a GET of a key showed, with every byte of it checked.
 *
 * @param status of the answer
 * @param payload the write that the answer says it shows
 * @param damage what is wrong with the bytes of a 200
 * @param siblings how many versions there are, 1 unless the answer says otherwise
 * @param text the body of an error
 */
record Shown(
    int status, Optional<Payload> payload, Optional<String> damage, int siblings, String text) {

  /** Whether it tells what the key holds, be it nothing. */
  boolean isAnswer() {
    return status == 200 || status == 404 || status == 410;
  }

  /**
   * Reads a key.
   *
   * @throws IOException when the answer did not come, or was cut off after right bytes
   */
  static Shown of(LoadConnection connection, String key) throws IOException {
    AtomicReference<Optional<String>> damage = new AtomicReference<>(Optional.empty());
    LoadConnection.Answer answer;
    try {
      answer =
          connection.get(
              key,
              (head, body) -> {
                Optional<Payload> claimed = claimed(head, key);
                damage.set(
                    claimed.isEmpty()
                        ? Optional.of("no claim: " + head.headers())
                        : claimed.orElseThrow().difference(body));
                if (damage.get().isPresent()) {
                  throw new IOException("the rest does not matter");
                }
              });
    } catch (IOException e) {
      if (damage.get().isEmpty()) {
        throw e;
      }
      return new Shown(200, Optional.empty(), damage.get(), 1, "");
    }
    int siblings = Integer.parseInt(answer.header("henge-siblings").orElse("1"));
    Optional<Payload> payload = answer.status() == 200 ? claimed(answer, key) : Optional.empty();
    return new Shown(answer.status(), payload, Optional.empty(), siblings, answer.text());
  }

  private static Optional<Payload> claimed(LoadConnection.Answer head, String key) {
    return head.header("henge-meta-write").flatMap(claim -> Payload.claimed(key, claim));
  }
}
