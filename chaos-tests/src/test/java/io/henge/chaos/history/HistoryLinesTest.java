package io.henge.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryLinesTest {
  private static final History.Header HEADER =
      new History.Header("a", -7, 5, "henge-schedule 1\na -7 5 10\n", 1_700_000_000_000L);

  @Test
  void a_history_is_the_same_after_it_was_written_and_read(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("a.jsonl");
    History written;
    try (Recorder recorder = new Recorder(file, HEADER)) {
      long first = recorder.nextNumber();
      long second = recorder.nextNumber();
      recorder.record(operation(second, Optional.empty(), Optional.empty()));
      recorder.record(
          new FaultEvent(5, 0, "KILL", FaultEvent.Phase.BEGUN, List.of(1, 3), "\"quoted\"\n"));
      recorder.record(
          operation(first, Optional.of("w1"), Optional.of(List.of("w0", "\u2028</script>"))));
      recorder.record(operation(recorder.nextNumber(), Optional.of("w2"), Optional.of(List.of())));
      recorder.record(
          new Sample(9, 2, Sample.State.PAUSED, Map.of("hints", 3L, "descriptors", 1L << 40)));
      written = recorder.history();
    }
    assertThat(written.operations()).extracting(Operation::number).containsExactly(0L, 1L, 2L);
    assertThat(HistoryLines.read(file)).isEqualTo(written);
  }

  private static Operation operation(
      long number, Optional<String> write, Optional<List<String>> context) {
    return new Operation(
        number,
        3,
        Operation.Kind.VERSIONS,
        "a/\u00e9",
        write,
        context,
        7,
        true,
        2,
        10 * number,
        10 * number + 5,
        Operation.Outcome.OK,
        300,
        2,
        1,
        List.of("w1", "w2"),
        3,
        1,
        true,
        "why");
  }

  @Test
  void a_file_without_a_head_or_with_foreign_lines_is_none(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("a.jsonl");
    for (String wrong : List.of("", "{\"is\":\"song\"}\n", "{}\n")) {
      Files.writeString(file, wrong);
      assertThatThrownBy(() -> HistoryLines.read(file))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
