package io.henge.node.world.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random worlds; a failure names its seed, keeps its script, and cuts it down.
 *
 * <p>System properties: {@code henge.worlds}, how many; {@code henge.worlds.first}, the first seed;
 * {@code henge.worlds.replay}, a kept script to play instead.
 */
class WorldsTest {
  @Test
  @DisabledIfSystemProperty(named = "henge.worlds.replay", matches = ".+")
  void what_is_promised_holds_in_every_world_and_every_listed_thing_happens() {
    Search search =
        Search.over(
            Long.getLong("henge.worlds.first", 0),
            Long.getLong("henge.worlds", 1_000),
            Runtime.getRuntime().availableProcessors());
    System.out.print(search.summary());
    assertThat(search.finding().map(Search::keep)).isEmpty();
    assertThat(search.neverSeen()).as("never seen in %d worlds", search.played()).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "henge.worlds.replay", matches = ".+")
  void a_kept_script_plays_as_it_did() throws IOException {
    Path file = Path.of(System.getProperty("henge.worlds.replay"));
    Play.Outcome outcome = Play.of(Script.parse(Files.readString(file)));
    assertThat(outcome.violations()).isEmpty();
  }

  @Test
  void a_seed_is_a_history() {
    Script script = ScriptWriter.write(7);
    assertThat(Script.parse(script.text())).isEqualTo(script);
    assertThat(Play.of(script)).isEqualTo(Play.of(ScriptWriter.write(7)));
  }
}
