package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.SurveyAnswer;
import io.henge.node.coordinator.SurveyAnswer.Voice;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.ring.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all who may hold a key say of it. */
class SurveyTest {
  private final World world = World.founded(91, 5);
  private final Row row = Row.of(world, "stones/1");

  private SurveyAnswer survey(WorldNode at) {
    return world.await(at.coordinator().survey(row.key()));
  }

  private WorldNode stranger() {
    return world.nodes().stream().filter(node -> !row.all().contains(node)).findFirst().get();
  }

  @Test
  void any_member_tells_what_owners_and_stand_ins_hold() {
    row.put(row.a(), "text");
    world.run(5_000);
    SurveyAnswer answer = survey(stranger());
    List<Member> owners = row.all().stream().map(row::memberOf).toList();
    assertThat(answer.owners()).extracting(Voice::member).containsExactlyElementsOf(owners);
    assertThat(answer.owners())
        .allMatch(voice -> voice.head().get().object().equals(row.stored(row.a())));
    assertThat(answer.standIns())
        .hasSize(2)
        .allMatch(voice -> voice.head().get().object().isEmpty());
    assertThat(answer.verdict().isEnough()).isTrue();
    assertThat(answer.verdict().holders()).containsExactlyElementsOf(owners);
  }

  @Test
  void who_does_not_answer_is_shown_as_silent() {
    row.put(row.a(), "text");
    row.b().crash();
    row.c().crash();
    SurveyAnswer answer = survey(row.a());
    assertThat(answer.owners().get(0).head()).isPresent();
    assertThat(answer.owners().subList(1, 3))
        .allMatch(voice -> voice.failure().get().reason() == Reason.UNREACHABLE);
    assertThat(answer.verdict().isEnough()).isFalse();
  }

  @Test
  void who_is_not_filled_does_not_vote() {
    row.a().disk().unfill();
    row.b().disk().unfill();
    SurveyAnswer answer = survey(row.c());
    assertThat(answer.verdict().filled()).isEqualTo(1);
    assertThat(answer.verdict().isEnough()).isFalse();
  }
}
