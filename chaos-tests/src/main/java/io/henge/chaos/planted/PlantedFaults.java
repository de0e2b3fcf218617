package io.henge.chaos.planted;

import io.henge.chaos.check.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The list of bugs to be planted, {@code planted-faults.txt}. Of those that the simulated worlds
 * are tried with, too, it has only the name, and the edits stand in their list.
 */
public final class PlantedFaults {
  private static final String FILE = "planted-faults.txt";
  private static final String OF_WORLDS =
      "node/src/test/resources/io/henge/node/world/search/planted-faults.txt";
  private static final int NODES = 3;

  /** A test bed is built for each, and most show soon. */
  private static final int HURRY = 2;

  /** Stands for all of them on the command line. */
  private static final String ALL = "all";

  private final Map<String, PlantedFault> byName = new LinkedHashMap<>();

  private PlantedFaults(List<PlantedFault> all) {
    for (PlantedFault fault : all) {
      if (byName.put(fault.name(), fault) != null) {
        throw new IllegalArgumentException("two planted faults are called " + fault.name());
      }
    }
  }

  /**
   * Reads the list.
   *
   * @param home the project's directory
   */
  public static PlantedFaults of(Path home) {
    Map<String, List<Edit>> ofWorlds = ofWorlds(home);
    return new PlantedFaults(blocks(text()).stream().map(lines -> parse(lines, ofWorlds)).toList());
  }

  /** All, in the order of the list. */
  public List<PlantedFault> all() {
    return List.copyOf(byName.values());
  }

  /**
   * Those of these names; all for none or for {@code all}.
   *
   * @throws IllegalArgumentException when there is none of a name
   */
  public List<PlantedFault> named(List<String> names) {
    if (names.isEmpty() || names.contains(ALL)) {
      return all();
    }
    List<PlantedFault> found = new ArrayList<>();
    for (String name : names) {
      PlantedFault fault = byName.get(name);
      if (fault == null) {
        throw new IllegalArgumentException(
            "no planted fault " + name + "; there are " + byName.keySet());
      }
      found.add(fault);
    }
    return found;
  }

  private static String text() {
    try (InputStream in = PlantedFaults.class.getResourceAsStream(FILE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<String>> blocks(String text) {
    return Arrays.stream(text.split("\n\n", -1))
        .filter(block -> !block.startsWith("#"))
        .map(block -> block.lines().toList())
        .toList();
  }

  /** The edits of that list by its titles, which follow the rule that is broken. */
  private static Map<String, List<Edit>> ofWorlds(Path home) {
    try {
      return blocks(Files.readString(home.resolve(OF_WORLDS))).stream()
          .collect(Collectors.toMap(lines -> title(lines.get(0)), PlantedFaults::edits));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String title(String line) {
    return line.split(": ", 2)[1];
  }

  private static PlantedFault parse(List<String> lines, Map<String, List<Edit>> ofWorlds) {
    List<Edit> edits = new ArrayList<>(edits(lines));
    String name = lines.get(0).split(":", 2)[0];
    for (String known : fields("like", lines)) {
      edits.addAll(
          Objects.requireNonNull(ofWorlds.get(known), () -> "not in " + OF_WORLDS + ": " + known));
    }
    return new PlantedFault(
        name,
        title(lines.get(0)),
        number("nodes", lines, NODES),
        number("hurry", lines, HURRY),
        words("by", lines),
        letters(words("as", lines)),
        edits);
  }

  private static int number(String field, List<String> lines, int otherwise) {
    return fields(field, lines).stream().map(Integer::valueOf).findFirst().orElse(otherwise);
  }

  private static Set<Invariant> letters(List<String> words) {
    return words.equals(List.of("nothing"))
        ? Set.of()
        : words.stream().map(Invariant::valueOf).collect(Collectors.toSet());
  }

  private static List<String> words(String field, List<String> lines) {
    List<String> found = fields(field, lines);
    if (found.size() != 1) {
      throw new IllegalArgumentException("'" + field + "' stands once in: " + lines.get(0));
    }
    return List.of(found.get(0).split(" ", -1));
  }

  private static List<String> fields(String field, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(field + " "))
        .map(line -> line.substring(field.length() + 1))
        .toList();
  }

  private static List<Edit> edits(List<String> lines) {
    List<Edit> edits = new ArrayList<>();
    for (int from = 0; from < lines.size(); from++) {
      if (lines.get(from).startsWith("in ")) {
        int to = from + 1;
        while (to < lines.size() && !lines.get(to).startsWith("in ")) {
          to++;
        }
        List<String> place = lines.subList(from + 1, to);
        edits.add(new Edit(lines.get(from).substring(3), marked("-", place), marked("+", place)));
      }
    }
    return edits;
  }

  private static String marked(String mark, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(1))
        .collect(Collectors.joining("\n"));
  }
}
