package io.henge.node.world.search;

import io.henge.node.world.search.PlantedFault.Edit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the list of bugs to be planted, {@code planted-faults.txt}. */
final class PlantedFaults {
  private static final String FILE = "planted-faults.txt";

  private PlantedFaults() {}

  static List<PlantedFault> all() {
    return Arrays.stream(text().split("\n\n", -1))
        .filter(block -> !block.startsWith("#"))
        .map(block -> parse(block.lines().toList()))
        .toList();
  }

  private static String text() {
    try (InputStream in = PlantedFaults.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PlantedFault parse(List<String> lines) {
    String[] title = lines.get(0).split(": ", 2);
    PlantedFault.Test test = PlantedFault.Test.of(behind("test ", lines.get(1)));
    boolean isFoundBySearch = lines.get(2).equals("found by the search");
    List<Edit> edits = new ArrayList<>();
    for (int from = isFoundBySearch ? 3 : 2; from < lines.size(); ) {
      int to = from + 1;
      while (to < lines.size() && !lines.get(to).startsWith("in ")) {
        to++;
      }
      edits.add(edit(lines.subList(from, to)));
      from = to;
    }
    return new PlantedFault(title[0], title[1], test, isFoundBySearch, edits);
  }

  private static Edit edit(List<String> lines) {
    return new Edit(behind("in ", lines.get(0)), marked("-", lines), marked("+", lines));
  }

  private static String marked(String mark, List<String> lines) {
    return String.join(
        "\n", lines.stream().filter(l -> l.startsWith(mark)).map(l -> l.substring(1)).toList());
  }

  private static String behind(String word, String line) {
    if (!line.startsWith(word)) {
      throw new IllegalArgumentException("'" + word + "' is missing in: " + line);
    }
    return line.substring(word.length());
  }
}
