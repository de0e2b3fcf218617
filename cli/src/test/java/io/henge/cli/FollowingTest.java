package io.henge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowingTest {
  private static final String DONE =
      "{\"chain\":5,\"phase\":\"done\",\"done\":true,\"members\":[],\"leaving\":[],"
          + "\"givenUp\":[],\"missing\":[]}";

  private final FakeAdmin node = new FakeAdmin();
  private final StringWriter out = new StringWriter();

  @AfterEach
  void stop() {
    node.close();
  }

  private void follow() {
    new Following(new AdminClient(URI.create(node.url())), new PrintWriter(out), 1).untilDone();
  }

  private static String filling(int filled) {
    return "{\"chain\":3,\"phase\":\"dual\",\"done\":false,\"members\":[{\"seat\":3,"
        + "\"peer\":\"x:1\",\"partitions\":60,\"filled\":"
        + filled
        + "}],\"givenUp\":[2],\"leaving\":[{\"seat\":1,\"peer\":\"y:1\"},{\"seat\":2,\"peer\":\"z:1\"}],\"missing\":[\"seat 3 is filled for\"]}";
  }

  @Test
  void bars_are_drawn_until_the_change_is_done() {
    node.answers("/-/ring/progress", 200, filling(0))
        .answers("/-/ring/progress", 200, filling(30))
        .answers("/-/ring/progress", 200, filling(30))
        .answers(
            "/-/ring/progress",
            200,
            "{\"chain\":4,\"phase\":\"moved\",\"done\":false,\"members\":[],\"leaving\":[],"
                + "\"givenUp\":[],\"missing\":[\"seat 1 has not handed over\"]}")
        .answers("/-/ring/progress", 200, DONE);
    follow();
    assertThat(out.toString())
        .contains("seat 3 [" + ".".repeat(30) + "] 0%  0 of 60")
        .contains("seat 3 [" + "#".repeat(15) + ".".repeat(15) + "] 50%  30 of 60")
        .contains("seat 1 leaves (y:1)", "seat 2 is given up (z:1)")
        .contains("waiting: seat 1 has not handed over")
        .contains("No change of the ring is under way: chain entry 5.");
    assertThat(out.toString().split("50%", -1)).as("what is the same is said once").hasSize(2);
  }

  @Test
  void a_node_that_is_away_for_a_moment_is_asked_again() {
    node.answers("/-/ring/progress", 503, "{\"code\":\"unavailable\",\"message\":\"not yet\"}")
        .answers("/-/ring/progress", 200, DONE);
    follow();
    assertThat(node.asked).hasSize(2);
  }

  @Test
  void a_node_that_stays_away_is_told() {
    node.answers("/-/ring/progress", 503, "{\"code\":\"unavailable\",\"message\":\"not yet\"}");
    assertThatThrownBy(this::follow)
        .isInstanceOf(AdminFailure.class)
        .hasMessageContaining("not yet");
  }
}
