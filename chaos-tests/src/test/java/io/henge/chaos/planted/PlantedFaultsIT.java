package io.henge.chaos.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.schedule.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlantedFaultsIT {
  private static final PlantedFaults LIST = PlantedFaults.of(NodeProcess.HOME);

  static List<PlantedFault> faults() {
    return LIST.all();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void each_fits_the_source_and_compiles(PlantedFault fault, @TempDir Path directory)
      throws IOException {
    new FaultyClasses(NodeProcess.HOME, NodeProcess.JAR).compile(fault, directory);
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(file -> file.toString().endsWith(".class"))).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void each_names_schedules_that_there_are(PlantedFault fault) {
    assertThat(new Scenarios(fault.nodes()).names())
        .containsAll(
            fault.schedules().stream().filter(name -> !name.equals(PlantedFault.RANDOM)).toList());
  }

  @Test
  void there_are_enough_and_one_that_is_none() {
    assertThat(LIST.all()).hasSizeGreaterThan(25);
    assertThat(LIST.all().stream().filter(fault -> fault.letters().isEmpty())).hasSize(1);
  }

  @Test
  void an_unknown_name_is_refused_with_those_that_there_are() {
    assertThat(LIST.named(List.of("stage-leak"))).hasSize(1);
    assertThat(LIST.named(List.of("all"))).isEqualTo(LIST.all());
    assertThatThrownBy(() -> LIST.named(List.of("stage-leek")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stage-leek")
        .hasMessageContaining("stage-leak");
  }

  @Test
  void what_does_not_fit_the_source_any_more_is_an_error() {
    Edit edit = new Edit("A.java", "old", "new");
    assertThat(edit.applyTo("an old line")).isEqualTo("an new line");
    assertThatThrownBy(() -> edit.applyTo("a line")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> edit.applyTo("old, old")).isInstanceOf(IllegalStateException.class);
  }
}
