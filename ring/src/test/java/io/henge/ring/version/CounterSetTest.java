package io.henge.ring.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterSetTest {
  private static CounterSet setOf(Iterable<Long> counters) {
    CounterSet set = null;
    for (long counter : counters) {
      set = set == null ? CounterSet.of(counter) : set.union(CounterSet.of(counter));
    }
    return set;
  }

  private static NavigableSet<Long> some(SplittableRandom random) {
    TreeSet<Long> counters = new TreeSet<>();
    int size = 1 + random.nextInt(8);
    while (counters.size() < size) {
      counters.add(1 + random.nextLong(10));
    }
    return counters;
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void it_is_a_set_of_numbers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3_000; i++) {
      NavigableSet<Long> one = some(random);
      NavigableSet<Long> two = some(random);
      NavigableSet<Long> both = new TreeSet<>(one);
      both.addAll(two);
      CounterSet union = setOf(one).union(setOf(two));
      String message = "seed " + seed + ": " + one + " and " + two;
      assertThat(LongStream.range(1, 12).filter(union::contains).boxed())
          .as(message)
          .containsExactlyElementsOf(both);
      assertThat(union).as(message).isEqualTo(setOf(both)).hasSameHashCodeAs(setOf(both));
      assertThat(union.last()).as(message).isEqualTo(both.last());
      assertThat(setOf(one).covers(setOf(two))).as(message).isEqualTo(one.containsAll(two));
    }
  }

  @Test
  void counters_next_to_the_base_are_absorbed() {
    CounterSet set = CounterSet.of(3).union(CounterSet.of(2));
    assertThat(set.base()).isZero();
    assertThat(set.singleCount()).isEqualTo(2);
    CounterSet closed = set.union(CounterSet.of(1));
    assertThat(closed.base()).isEqualTo(3);
    assertThat(closed.singleCount()).isZero();
  }

  @Test
  void only_the_normal_form_is_taken() {
    assertThat(CounterSet.ofNormal(2, new long[] {4})).hasToString("1..2 [4]");
    assertThat(CounterSet.ofNormal(Dot.COUNTER_MAX, new long[0]).last()).isEqualTo(Dot.COUNTER_MAX);
    assertThatThrownBy(() -> CounterSet.ofNormal(2, new long[] {3}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CounterSet.ofNormal(0, new long[] {5, 5}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CounterSet.ofNormal(0, new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CounterSet.ofNormal(0, new long[] {Dot.COUNTER_MAX + 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
