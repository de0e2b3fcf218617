package io.henge.bench.load;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  @Test
  void operations_are_chosen_by_their_weights() {
    Mix mix = Mix.parse("put=1,get=8,delete");
    SplittableRandom random = new SplittableRandom(7);
    Map<Operation, Long> chosen =
        Stream.generate(() -> mix.choose(random))
            .limit(10_000)
            .collect(groupingBy(operation -> operation, counting()));
    assertThat(chosen.get(Operation.PUT)).as("seed 7").isBetween(800L, 1200L);
    assertThat(chosen.get(Operation.GET)).as("seed 7").isBetween(7600L, 8400L);
    assertThat(chosen.get(Operation.DELETE)).as("seed 7").isBetween(800L, 1200L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "put=0", "put,put", "post", "get=x", "get,"})
  void a_mix_that_says_nothing_sensible_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Mix.parse(text));
  }

  @Test
  void each_key_comes_once_before_the_first_comes_again() {
    KeySequence keys = new KeySequence(KeyOrder.EACH, 3, new SplittableRandom(1));
    assertThat(LongStream.generate(keys::next).limit(4)).containsExactly(0L, 1L, 2L, 0L);
  }

  @Test
  void sizes_and_times_have_units() {
    assertThat(List.of(Quantities.sizeBytes("200"), Quantities.sizeBytes("4KiB")))
        .containsExactly(200L, 4096L);
    assertThat(Quantities.time("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThatIllegalArgumentException().isThrownBy(() -> Quantities.time("5"));
    assertThatIllegalArgumentException().isThrownBy(() -> Quantities.sizeBytes("1 GB"));
  }

  @Test
  void only_this_machine_is_a_target() {
    assertThat(Target.parse("a=http://127.0.0.1:1,http://127.0.0.1:2").addresses()).hasSize(2);
    for (String text : List.of("a=http://192.0.2.1:80", "http://127.0.0.1:1", "a=127.0.0.1:1")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> Target.parse(text));
    }
  }
}
