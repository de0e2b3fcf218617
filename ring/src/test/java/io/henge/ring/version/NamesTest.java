package io.henge.ring.version;

import static io.henge.ring.version.Fixtures.A;
import static io.henge.ring.version.Fixtures.dot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @Test
  void a_token_names_one_dot() {
    SplittableRandom random = new SplittableRandom(21);
    for (int i = 0; i < 2_000; i++) {
      Actor actor =
          new Actor(
              new NodeId(random.nextLong()),
              new Incarnation(random.nextLong()),
              random.nextLong(Actor.EPOCH_MAX + 1) >>> random.nextInt(56));
      Dot dot = new Dot(actor, 1 + (random.nextLong(Dot.COUNTER_MAX) >>> random.nextInt(56)));
      assertThat(dot.token()).matches("[A-Za-z0-9_-]{24,43}");
      assertThat(Dot.parse(dot.token())).isEqualTo(dot);
    }
  }

  @Test
  void the_token_stays_as_it_is() {
    assertThat(dot(A, 300).token()).isEqualTo("AAAAAAAAAAEAAAAAAAAABwGsAg");
  }

  @Test
  void the_longest_token_keeps_its_bound() {
    Actor actor = new Actor(new NodeId(-1), new Incarnation(-1), Actor.EPOCH_MAX);
    assertThat(new Dot(actor, Dot.COUNTER_MAX).token()).hasSize(Dot.TOKEN_LENGTH_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "AAAAAAAAAAEAAAAAAAAABwGsA",
        "AAAAAAAAAAEAAAAAAAAABwGsAh",
        "AAAAAAAAAAEAAAAAAAAABwGsAg==",
        "AAAAAAAAAAEAAAAAAAAABwGsAgA",
        "AAAAAAAAAAEAAAAAAAAABwEA",
        "AAAAAAAAAAEAAAAAAAAABwGsAg ",
        "AAAAAAAAAAEAAAAAAAAABw+sAg",
        "AAAAAAAAAAEAAAAAAAAABwGsAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void what_is_not_a_token_is_refused(String text) {
    assertThatThrownBy(() -> Dot.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void actors_sort_as_their_text_does() {
    assertThat(new Actor(new NodeId(-1), new Incarnation(0), 0))
        .isGreaterThan(new Actor(new NodeId(1), new Incarnation(-1), 9));
    assertThat(new Actor(new NodeId(1), new Incarnation(-1), 0))
        .isGreaterThan(new Actor(new NodeId(1), new Incarnation(1), 9));
    assertThat(new Actor(new NodeId(1), new Incarnation(1), 10))
        .isGreaterThan(new Actor(new NodeId(1), new Incarnation(1), 9));
  }

  @Test
  void a_counter_starts_at_one() {
    assertThatThrownBy(() -> dot(A, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_codes_of_policies_never_change() {
    assertThat(Policy.SIBLINGS.code()).isEqualTo(1);
    assertThat(Policy.LAST_WRITE_WINS.code()).isEqualTo(2);
    assertThat(Policy.IMMUTABLE.code()).isEqualTo(3);
    for (Policy policy : Policy.values()) {
      assertThat(Policy.ofCode(policy.code())).isEqualTo(policy);
    }
    assertThatThrownBy(() -> Policy.ofCode(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
