package io.henge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.ConflictPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final List<Violation> violations = new ArrayList<>();
  private final Judge judge = new Judge(violations::add);
  private KeyStory story = new KeyStory("key", ConflictPolicy.SIBLINGS);
  private long now;

  private Write begin(String text) {
    return story.begin(text, false, ++now, Optional.empty(), false);
  }

  private Write beginOver(String text, Write... seen) {
    return story.begin(text, false, ++now, Optional.of(story.seen(List.of(seen))), false);
  }

  private Write promised(Write write) {
    write.acknowledged(++now, true);
    return write;
  }

  private Write deleted(Write... seen) {
    Optional<Seen> context = Optional.of(story.seen(List.of(seen)));
    return promised(story.begin("delete", true, ++now, context, false));
  }

  private Look look() {
    return Look.whereNothingExpires(++now);
  }

  private void list(Write... listed) {
    judge.listed(story, List.of(listed).stream().map(JudgeTest::found).toList(), look());
  }

  private void show(Write shown) {
    judge.shown(story, found(shown), ++now);
  }

  private static Judge.Found found(Write write) {
    return new Judge.Found(write, other -> false);
  }

  private List<Promise> broken() {
    return violations.stream().map(Violation::promise).toList();
  }

  @Test
  void a_text_is_that_of_the_write_that_sent_it() {
    Write write = begin("one");
    assertThat(judge.recognise(story, "one")).isSameAs(write);
    assertThat(violations).isEmpty();
  }

  @Test
  void a_text_that_nobody_sent_is_no_clean_body() {
    assertThat(judge.recognise(story, "two")).isNull();
    assertThat(broken()).containsExactly(Promise.C);
  }

  @Test
  void what_was_refused_is_never_seen() {
    begin("one").refused();
    judge.recognise(story, "one");
    assertThat(broken()).containsExactly(Promise.H);
  }

  @Test
  void what_was_promised_is_not_absent() {
    promised(begin("one"));
    judge.absent(story, look());
    assertThat(broken()).containsExactly(Promise.H);
    assertThat(violations.get(0))
        .hasToString(
            "H: key: found nothing although nobody can have deleted #0 (one, ACKNOWLEDGED, begun at 1)");
  }

  @Test
  void what_was_promised_after_the_read_began_may_be_missed() {
    Look early = look();
    promised(begin("one"));
    judge.absent(story, early);
    assertThat(violations).isEmpty();
  }

  @Test
  void what_was_acknowledged_by_stand_ins_is_not_promised_until_it_was_handed_over() {
    Write write = begin("one");
    write.acknowledged(++now, false);
    judge.absent(story, look());
    assertThat(violations).isEmpty();
    write.knownForGood(++now);
    judge.absent(story, look());
    assertThat(broken()).containsExactly(Promise.H);
  }

  @Test
  void what_may_be_deleted_may_be_absent() {
    promised(begin("one"));
    story.begin("delete", true, ++now, Optional.empty(), false);
    judge.absent(story, look());
    assertThat(violations).isEmpty();
  }

  @Test
  void a_delete_that_is_over_has_not_deleted_what_was_begun_later() {
    promised(story.begin("delete", true, ++now, Optional.empty(), false));
    now++;
    promised(begin("one"));
    judge.absent(story, look());
    assertThat(broken()).containsExactly(Promise.H);
  }

  @Test
  void a_delete_that_found_nothing_has_deleted_nothing() {
    Write one = begin("one");
    Write delete = story.begin("delete", true, ++now, Optional.empty(), false);
    promised(one);
    delete.foundNothing(++now);
    judge.absent(story, look());
    assertThat(broken()).containsExactly(Promise.H);
  }

  @Test
  void a_delete_that_was_sent_twice_may_delete_what_was_begun_after_its_answer() {
    Write delete = story.begin("delete", true, ++now, Optional.empty(), false);
    delete.attempted();
    delete.attempted();
    delete.foundNothing(++now);
    now++;
    promised(begin("one"));
    judge.absent(story, look());
    assertThat(violations).isEmpty();
  }

  @Test
  void nobody_has_seen_a_delete_that_was_refused() {
    Write one = promised(begin("one"));
    story.begin("delete", true, ++now, Optional.of(KeyStory.seenWith(one)), false).refused();
    Write two = promised(beginOver("two"));
    list(one, two);
    assertThat(violations).isEmpty();
    list(two);
    assertThat(broken()).containsExactly(Promise.D);
  }

  @Test
  void a_read_shows_the_latest_of_those_that_saw_each_other() {
    Write one = promised(begin("one"));
    show(one);
    Write two = promised(beginOver("two", one));
    show(two);
    assertThat(violations).isEmpty();
    show(one);
    assertThat(broken()).containsExactly(Promise.L);
    assertThat(violations.get(0).writes()).containsExactly(one, two);
  }

  @Test
  void what_was_replaced_by_what_was_replaced_is_not_shown_either() {
    Write one = promised(begin("one"));
    Write two = beginOver("two", one);
    promised(beginOver("three", two));
    show(one);
    assertThat(broken()).containsExactly(Promise.L);
  }

  @Test
  void what_was_deleted_stays_deleted() {
    Write one = promised(begin("one"));
    deleted(one);
    judge.absent(story, look());
    assertThat(violations).isEmpty();
    show(one);
    assertThat(broken()).containsExactly(Promise.Z);
  }

  @Test
  void of_two_that_did_not_see_each_other_both_survive() {
    Write one = promised(begin("one"));
    Write left = promised(beginOver("left", one));
    Write right = promised(beginOver("right", one));
    list(left, right);
    assertThat(violations).isEmpty();
    list(right);
    assertThat(broken()).containsExactly(Promise.D);
    assertThat(violations.get(0).writes()).containsExactly(left, right);
  }

  @Test
  void a_blind_write_replaces_what_was_promised_when_it_began() {
    Write one = promised(begin("one"));
    Write two = promised(begin("two"));
    list(two);
    assertThat(violations).isEmpty();
    list(one, two);
    assertThat(broken()).contains(Promise.S, Promise.L);
  }

  @Test
  void a_blind_write_may_replace_what_was_begun_before_its_body_was_asked_for() {
    Write blind = begin("blind");
    promised(begin("early"));
    story.bodyAsked(blind);
    promised(blind);
    list(blind);
    assertThat(violations).isEmpty();
    promised(beginOver("late"));
    list(blind);
    assertThat(broken()).containsExactly(Promise.D);
  }

  @Test
  void a_blind_write_that_was_not_sure_of_its_past_may_stand_beside_it() {
    Write one = promised(begin("one"));
    Write guessing = story.begin("two", false, ++now, Optional.empty(), true);
    story.bodyAsked(guessing);
    promised(guessing);
    list(one, guessing);
    list(guessing);
    assertThat(violations).isEmpty();
    guessing.wasSure();
    list(one, guessing);
    assertThat(broken()).contains(Promise.S, Promise.L);
  }

  @Test
  void a_write_is_listed_once() {
    Write one = promised(begin("one"));
    list(one, one);
    assertThat(broken()).containsExactly(Promise.S);
  }

  @Test
  void a_second_attempt_that_has_replaced_more_is_shown_beside_what_replaced_the_first() {
    Write one = promised(begin("one"));
    one.attempted();
    one.attempted();
    Write two = promised(beginOver("two", one));
    judge.shown(story, new Judge.Found(one, other -> true), ++now);
    assertThat(violations).isEmpty();
    judge.shown(story, found(one), ++now);
    assertThat(broken()).containsExactly(Promise.L);
    assertThat(violations.get(0).writes()).containsExactly(one, two);
  }

  @Test
  void where_the_last_write_wins_there_are_no_siblings() {
    story = new KeyStory("key", ConflictPolicy.LAST_WRITE_WINS);
    Write one = promised(beginOver("one"));
    Write two = promised(beginOver("two"));
    list(one);
    list(two);
    assertThat(violations).isEmpty();
    list(one, two);
    assertThat(broken()).containsExactly(Promise.S);
  }

  @Test
  void a_version_is_gone_only_if_something_may_have_replaced_it() {
    Write one = promised(begin("one"));
    judge.versionIsGone(story, one, look());
    assertThat(broken()).containsExactly(Promise.H);
    beginOver("two", one);
    judge.versionIsGone(story, one, look());
    assertThat(violations).hasSize(1);
  }

  @Test
  void a_write_where_nothing_was_is_not_taken_where_something_is() {
    Write first = promised(begin("one"));
    Write second = promised(begin("two"));
    judge.writtenWhereNothingWas(story, first, 0);
    assertThat(violations).isEmpty();
    judge.writtenWhereNothingWas(story, second, 0);
    assertThat(broken()).containsExactly(Promise.H);
  }

  @Test
  void a_write_over_a_version_is_not_taken_when_that_was_replaced() {
    Write one = promised(begin("one"));
    judge.writtenOver(story, promised(beginOver("two", one)), one);
    assertThat(violations).isEmpty();
    judge.writtenOver(story, promised(beginOver("three", one)), one);
    assertThat(broken()).containsExactly(Promise.H);
  }

  @Test
  void what_has_expired_is_not_shown_by_the_clock_of_its_node() {
    Look look = new Look(++now, 1_000, 2_000);
    judge.requireUnexpired(story, "version", OptionalLong.of(1_001), look);
    judge.requireUnexpired(story, "version", OptionalLong.empty(), look);
    assertThat(violations).isEmpty();
    judge.requireUnexpired(story, "version", OptionalLong.of(1_000), look);
    assertThat(broken()).containsExactly(Promise.X);
  }

  @Test
  void what_may_have_expired_may_be_absent() {
    Write one = begin("one");
    one.attempted(0, 1_500);
    promised(one);
    judge.absent(story, new Look(++now, 1_000, 1_500));
    assertThat(violations).isEmpty();
    judge.absent(story, new Look(++now, 1_000, 1_499));
    assertThat(broken()).containsExactly(Promise.H);
  }
}
