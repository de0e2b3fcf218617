package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node's admin listener says of its scrubbing. */
record Scrub(boolean running, Map<String, Long> numbers) {
  private static final Duration PASS_WITHIN = Duration.ofMinutes(2);
  private static final Duration REFILLED_WITHIN = Duration.ofMinutes(2);
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\"\\s*:\\s*(\\d+)");
  private static final Pattern RUNNING = Pattern.compile("\"running\"\\s*:\\s*true");

  Scrub {
    numbers = Map.copyOf(numbers);
  }

  /** Has the node scrub everything once, beginning now; what it says at the end. */
  static Scrub pass(NodeProcess node) {
    Scrub before = await().atMost(PASS_WITHIN).until(() -> of(node), seen -> !seen.running);
    LoadConnection.Answer begun = ask(node, "POST");
    assertThat(begun.status()).as("POST /-/scrub: %s", begun.text()).isEqualTo(202);
    return await()
        .atMost(PASS_WITHIN)
        .until(() -> of(node), seen -> seen.number("passes") > before.number("passes"));
  }

  /** Waits until the node knows of no body that is damaged or missing. */
  static void awaitRefilled(NodeProcess node) {
    await()
        .alias("all that was damaged is refilled")
        .atMost(REFILLED_WITHIN)
        .until(() -> of(node), seen -> seen.number("damaged") == 0);
  }

  private static Scrub of(NodeProcess node) {
    LoadConnection.Answer answer = ask(node, "GET");
    assertThat(answer.status()).as("GET /-/scrub: %s", answer.text()).isEqualTo(200);
    Map<String, Long> numbers = new HashMap<>();
    Matcher matcher = NUMBER.matcher(answer.text());
    while (matcher.find()) {
      numbers.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    return new Scrub(RUNNING.matcher(answer.text()).find(), numbers);
  }

  private static LoadConnection.Answer ask(NodeProcess node, String method) {
    try (LoadConnection connection = new LoadConnection(node.adminPort(), new AtomicInteger())) {
      return connection.request(method, "/-/scrub");
    } catch (IOException e) {
      throw new AssertionError(method + " /-/scrub at " + node.log(), e);
    }
  }

  /** One of the numbers; fails when the node does not tell it. */
  long number(String name) {
    assertThat(numbers).containsKey(name);
    return numbers.get(name);
  }
}
