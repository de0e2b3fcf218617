package io.henge.node.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where the value of an option comes from when it is not an argument: first the environment, then
 * the file, then the option's own default.
 */
final class OptionSources implements IDefaultValueProvider {
  private final Map<String, String> environment;
  private final Map<String, String> file;

  private OptionSources(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /** The environment alone. */
  static OptionSources of(Map<String, String> environment) {
    return new OptionSources(Map.copyOf(environment), Map.of());
  }

  /**
   * The environment, and the file in Java's properties format behind it.
   *
   * @param names all names that may stand in the file
   * @throws IllegalArgumentException when the file cannot be read or has another name in it
   */
  OptionSources withFile(Path path, Set<String> names) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("the file " + path + " does not exist", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(path + " is not a readable properties file", e);
    }
    Map<String, String> values = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(path + " has the unknown name '" + name + "'");
      }
      values.put(name, properties.getProperty(name).strip());
    }
    return new OptionSources(environment, values);
  }

  /** The environment's name of an option: {@code client-port} is {@code HENGE_CLIENT_PORT}. */
  static String variable(String name) {
    return "HENGE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The value of the option and where it stands, if it stands anywhere. */
  Optional<Found> find(String name) {
    String variable = environment.get(variable(name));
    if (variable != null && !variable.isBlank()) {
      return Optional.of(new Found(variable.strip(), variable(name)));
    }
    return Optional.ofNullable(file.get(name)).map(value -> new Found(value, "the file"));
  }

  /** A value, and where it was found. */
  record Found(String value, String place) {}

  /** As Picocli wants it: null lets the option's own default stand. */
  @Override
  public String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && !isArgumentOnly(option)
        ? find(nameOf(option)).map(Found::value).orElse(null)
        : null;
  }

  /** Options that ask for another thing than running a node; the environment cannot set them. */
  static boolean isArgumentOnly(OptionSpec option) {
    return option.usageHelp() || option.versionHelp() || nameOf(option).equals("print-config");
  }

  /** The long name without its dashes. */
  static String nameOf(OptionSpec option) {
    return option.longestName().substring(2);
  }
}
