package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the documentation are programs. */
class ExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

  private static final String FRAME =
      """
      import io.henge.client.*;
      import io.henge.client.micrometer.*;
      import io.micrometer.core.instrument.simple.*;
      import java.io.*;
      import java.nio.file.*;
      import java.time.*;
      class Example%d {
        static void run(HengeClient henge, BlockingHenge client) throws Exception {
      %s
        }
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"../docs/client.md", "README.md", "../README.md"})
  void they_compile(String page, @TempDir Path directory) throws Exception {
    List<Path> sources = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Path.of(page)));
    while (block.find()) {
      sources.add(written(directory, block.group(1), sources.size()));
    }
    assertThat(sources).isNotEmpty();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    command.addAll(List.of("-d", directory.toString(), "-cp", classPath(), "-proc:none"));
    sources.forEach(source -> command.add(source.toString()));
    Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
    String complaints = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(javac.waitFor()).as(complaints).isZero();
  }

  private static Path written(Path directory, String code, int number) throws IOException {
    Matcher named = CLASS.matcher(code);
    return named.find()
        ? Files.writeString(directory.resolve(named.group(1) + ".java"), code)
        : Files.writeString(
            directory.resolve("Example" + number + ".java"), FRAME.formatted(number, code));
  }

  /** Of the module path and of the class path, whichever this test runs on. */
  private static String classPath() {
    String modules = System.getProperty("jdk.module.path", "");
    return System.getProperty("java.class.path") + File.pathSeparator + modules;
  }
}
