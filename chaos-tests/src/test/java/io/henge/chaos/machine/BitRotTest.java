package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.machine.BitRot.Damage;
import io.henge.chaos.machine.BitRot.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BitRotTest {
  private static final int FILE_BYTES = 10_000;
  private static final List<String> FILES =
      List.of(
          "blobs/ab/cd/one",
          "blobs/ab/ce/two",
          "index/000012.sst",
          "index/000013.sst",
          "index/000014.log",
          "index/CURRENT",
          "index/MANIFEST-000005",
          "index/OPTIONS-000007",
          "identity",
          "vote",
          "vote.tmp",
          "LOCK",
          "stage/half");

  @TempDir private Path data;
  private final SplittableRandom random = new SplittableRandom(1);

  private void fill() throws IOException {
    for (String name : FILES) {
      byte[] content = new byte[FILE_BYTES];
      Arrays.fill(content, (byte) name.hashCode());
      Path file = data.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    }
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new HashMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(data.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private List<String> names(Part part) {
    return new BitRot(data, random)
        .files(part).stream().map(file -> data.relativize(file).toString()).toList();
  }

  @Test
  void each_part_has_its_files() throws IOException {
    fill();
    assertThat(names(Part.BLOBS)).containsExactly("blobs/ab/cd/one", "blobs/ab/ce/two");
    assertThat(names(Part.INDEX_TABLES)).containsExactly("index/000012.sst", "index/000013.sst");
    assertThat(names(Part.INDEX_LOG)).containsExactly("index/000014.log");
    assertThat(names(Part.INDEX_MANIFEST))
        .containsExactly("index/CURRENT", "index/MANIFEST-000005");
    assertThat(names(Part.SMALL_FILES)).containsExactly("identity", "vote");
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void a_damage_changes_the_files_that_it_names_and_no_others(Damage damage) throws IOException {
    for (Part part : Part.values()) {
      fill();
      Map<String, String> before = contents();
      Optional<String> done = new BitRot(data, random).damage(part, damage);
      Map<String, String> after = contents();
      if (done.isEmpty()) {
        assertThat(damage).isEqualTo(Damage.SWAPPED_FILES);
        assertThat(names(part)).hasSize(1);
        continue;
      }
      List<String> changed =
          FILES.stream().filter(name -> !before.get(name).equals(after.get(name))).toList();
      assertThat(changed).as(done.get()).hasSize(damage == Damage.SWAPPED_FILES ? 2 : 1);
      assertThat(changed).allSatisfy(name -> assertThat(done.get()).contains(name));
      assertThat(names(part).containsAll(changed)).isEqualTo(damage != Damage.DELETION);
    }
  }

  @Test
  void what_is_not_there_cannot_be_damaged() throws IOException {
    assertThat(new BitRot(data, random).damage(Part.BLOBS, Damage.DELETION)).isEmpty();
    Files.createFile(data.resolve("vote"));
    assertThat(new BitRot(data, random).damage(Part.SMALL_FILES, Damage.TRUNCATION)).isEmpty();
    Files.write(data.resolve("vote"), new byte[FILE_BYTES]);
    assertThat(new BitRot(data, random).damage(Part.SMALL_FILES, Damage.ZEROED_BLOCK)).isEmpty();
  }
}
