package io.henge.chaos.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the sources that a planted fault changes; the packaged node stays what it is. */
public final class FaultyClasses {
  private final Path home;
  private final Path nodeJar;

  /**
   * Of a project.
   *
   * @param home its directory
   * @param nodeJar the packaged node, which names its libraries
   */
  public FaultyClasses(Path home, Path nodeJar) {
    this.home = home;
    this.nodeJar = nodeJar;
  }

  /**
   * Writes the changed classes into a directory, which is made.
   *
   * @throws IllegalStateException when the fault does not fit the source, or does not compile
   */
  public void compile(PlantedFault fault, Path into) throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Edit edit : fault.edits()) {
      String known = sources.get(edit.file());
      String source = known == null ? Files.readString(home.resolve(edit.file())) : known;
      sources.put(edit.file(), edit.applyTo(source));
    }
    Files.createDirectories(into);
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    compile(fault.name(), units, into);
  }

  private void compile(String name, List<JavaFileObject> units, Path into) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("planted faults need a JDK, and this Java has no compiler");
    }
    List<String> options =
        List.of("-proc:none", "-nowarn", "-classpath", nodeJar.toString(), "-d", into.toString());
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      if (!compiler.getTask(complaints, files, null, options, null, units).call()) {
        throw new IllegalStateException(
            "the planted fault " + name + " does not compile: " + complaints);
      }
    }
  }

  /** A source that was changed. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + file.replaceFirst("^.*/java/", "")), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
