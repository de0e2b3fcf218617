package io.henge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RingCommandsTest {
  private static final String JOIN_STAGED =
      "{\"staged\":[{\"change\":\"join\",\"peer\":\"10.0.0.9:7501\"},"
          + "{\"change\":\"weight\",\"seat\":1,\"weight\":3}]}";

  private static final String BEGUN = "{\"chain\":4,\"digest\":\"abc\",\"phase\":\"dual\"}";

  private final FakeAdmin node = new FakeAdmin();

  private record Run(int exitCode, String out, String err) {}

  @AfterEach
  void stop() {
    node.close();
  }

  private Run henge(String... arguments) {
    List<String> all = new ArrayList<>(List.of("ring"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--admin", node.url()));
    return run(all.toArray(String[]::new));
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  private static Member member(int seat) {
    return new Member(
        new Seat(seat),
        new NodeId(0xa0 + seat),
        new Incarnation(0xb0 + seat),
        new Address("10.0.0." + seat, 7501),
        new Address("10.0.0." + seat, 7401),
        0,
        1);
  }

  private static ChainEntry joining() {
    return ChainEntry.founding(
            IntStream.range(0, 3).mapToObj(RingCommandsTest::member).toList(), 64, 3)
        .withChange(List.of(new MemberChange.Join(member(3))));
  }

  @Test
  void a_change_is_staged_and_what_comes_next_is_said() {
    node.answers("/-/ring/stage", 200, JOIN_STAGED);
    Run run = henge("join", "10.0.0.9:7501");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.asked).containsExactly("POST /-/ring/stage?join=10.0.0.9%3A7501");
    assertThat(run.out())
        .contains("0  the node at 10.0.0.9:7501 joins", "1  seat 1 gets weight 3")
        .contains("henge ring plan", "henge ring apply");
    henge("leave", "2");
    henge("remove", "0");
    henge("weight", "1", "3", "--zone", "5");
    assertThat(node.asked)
        .endsWith(
            "POST /-/ring/stage?leave=2",
            "POST /-/ring/stage?remove=0",
            "POST /-/ring/stage?seat=1&weight=3&zone=5");
  }

  @Test
  void with_now_a_change_is_applied_at_once() {
    for (String path : List.of("join", "leave", "remove", "weight", "give-up")) {
      node.answers("/-/ring/" + path, 200, BEGUN);
    }
    Run run = henge("join", "10.0.0.9:7501", "--now");
    assertThat(run.out()).contains("Chain entry 4 is in force, phase dual");
    henge("leave", "2", "--now");
    henge("remove", "0", "--now", "--accept-loss");
    henge("weight", "1", "--zone", "5", "--now");
    henge("give-up", "2");
    assertThat(node.asked)
        .containsExactly(
            "POST /-/ring/join?peer=10.0.0.9%3A7501",
            "POST /-/ring/leave?seat=2",
            "POST /-/ring/remove?accept-loss=true&seat=0",
            "POST /-/ring/weight?seat=1&zone=5",
            "POST /-/ring/give-up?seat=2");
  }

  @Test
  void what_is_staged_is_applied_on_what_was_planned_or_dropped() {
    node.answers("/-/ring/apply", 200, BEGUN).answers("/-/ring/staged", 200, "{\"staged\":[]}");
    assertThat(henge("apply", "--base", "abc", "--accept-loss").exitCode()).isZero();
    assertThat(henge("revert", "1").out()).contains("Nothing is staged");
    henge("revert");
    assertThat(node.asked)
        .containsExactly(
            "POST /-/ring/apply?accept-loss=true&base=abc",
            "DELETE /-/ring/staged?index=1",
            "DELETE /-/ring/staged");
  }

  @Test
  void a_lost_member_is_replaced() {
    node.answers("/-/ring/replace", 200, "{\"chain\":7,\"digest\":\"abc\"}");
    Run run = henge("replace", "2", "10.0.0.9:7501", "--accept-loss");
    assertThat(run.out()).contains("has seat 2, by chain entry 7");
    assertThat(node.asked)
        .containsExactly("POST /-/ring/replace?accept-loss=true&peer=10.0.0.9%3A7501&seat=2");
  }

  @Test
  void what_a_node_refuses_is_told_with_its_words() {
    node.answers(
        "/-/ring/abort",
        409,
        "{\"code\":\"conflict\",\"message\":\"no change is in the phase dual, but done\","
            + "\"details\":{}}");
    Run run = henge("abort");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip())
        .isEqualTo("henge: no change is in the phase dual, but done (409 conflict)");
  }

  @Test
  void what_may_yet_come_into_force_is_told() {
    node.answers(
        "/-/ring/apply",
        503,
        "{\"code\":\"quorum-not-reached\",\"message\":\"no majority\","
            + "\"details\":{\"maySurface\":true,\"replicas\":[]}}");
    assertThat(henge("apply").err()).contains("no majority", "may yet come into force");
  }

  @Test
  void a_node_that_is_none_is_no_stack_trace() {
    String url = node.url();
    node.close();
    Run run = run("ring", "show", "--admin", url);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("nobody listens at " + url);
    try (FakeAdmin other = new FakeAdmin().answers("/-/ring/balance", 200, "<html>")) {
      Run html = run("ring", "balance", "--admin", other.url());
      assertThat(html.exitCode()).isEqualTo(1);
      assertThat(html.err()).contains("no answer of a node");
    }
  }

  @Test
  void bad_usage_is_2_and_asks_nobody() {
    for (List<String> bad :
        List.of(
            List.of("join"),
            List.of("leave", "x"),
            List.of("weight", "1"),
            List.of("remove", "1", "--accept-loss"),
            List.of("leave", "1", "--wait"),
            List.of("dance"))) {
      assertThat(henge(bad.toArray(String[]::new)).exitCode()).as(bad.toString()).isEqualTo(2);
    }
    assertThat(run("ring", "show", "--admin", "nowhere").exitCode()).isEqualTo(2);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void the_members_are_shown_with_what_they_get() {
    node.answers("/-/ring", 200, joining().toJson()).answers("/-/ring/staged", 200, JOIN_STAGED);
    Run run = henge("show");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("Chain entry 2, phase dual: 64 partitions, 3 replicas.")
        .contains("10.0.0.3:7501", "0 -> 48", "64 -> 48", "joins")
        .contains("Staged at this node");
  }

  @Test
  void with_json_the_document_is_printed_as_it_is() {
    node.answers("/-/ring/progress", 200, "{\"done\":true,  \"chain\":3}\n");
    assertThat(henge("progress", "--json").out().strip())
        .isEqualTo("{\"done\":true,  \"chain\":3}");
    node.answers("/-/ring/stage", 200, JOIN_STAGED);
    assertThat(henge("leave", "1", "--json").out().strip()).isEqualTo(JOIN_STAGED);
  }

  @Test
  void a_balance_is_a_table() {
    node.answers(
        "/-/ring/balance",
        200,
        "{\"chain\":1,\"members\":[{\"seat\":0,\"node\":\"a0\",\"zone\":1,\"weight\":2,"
            + "\"partitions\":40,\"primary\":13,\"wanted\":42.667,\"deviation\":-2.667}],"
            + "\"maxToMean\":1.25,\"minToMean\":0.75,\"mostOfARowInAZone\":1,"
            + "\"rowsThatCrowdAZone\":2}");
    assertThat(henge("balance").out()).contains("42.7", "-2.7", "1.250", "0.750", "2 rows");
  }

  @Test
  void a_plan_says_what_it_takes_and_how_it_is_begun() {
    node.answers(
        "/-/ring/plan",
        200,
        "{\"chain\":1,\"base\":\"b4se\",\"members\":[{\"seat\":3,\"node\":\"a3\",\"peer\":\"x:1\","
            + "\"zone\":0,\"weight\":1,\"before\":0,\"after\":48,\"entering\":48,\"leaving\":0,"
            + "\"bytesIn\":1572864,\"bytes\":1572864}],"
            + "\"replicas\":{\"moved\":48,\"leastMoved\":48},"
            + "\"bytes\":{\"moved\":1572864,\"keptTwice\":1572864,\"perReplica\":32768,"
            + "\"replicasSampled\":64},\"bytesPerSecond\":1024,\"seconds\":3723,"
            + "\"leastCopies\":3,\"rowsByChanges\":{\"0\":16,\"1\":48},\"zones\":[]}");
    assertThat(henge("plan").out())
        .contains("0 -> 48", "1.5 MiB", "1 h 2 min", "3 good copies", "48 partitions get 1 new")
        .contains("henge ring apply --base b4se");
  }
}
