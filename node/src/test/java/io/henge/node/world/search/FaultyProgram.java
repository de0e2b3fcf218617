package io.henge.node.world.search;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The product with a planted fault, beside the sound one in the same process: the changed sources
 * are compiled in memory, and a class loader of its own loads them, and all other classes of the
 * project once more.
 */
final class FaultyProgram extends ClassLoader {
  private static final String OURS = "io.henge.";
  private static final Path PROJECT = projectDirectory();

  private final Map<String, byte[]> changed;

  private FaultyProgram(Map<String, byte[]> changed) {
    super(FaultyProgram.class.getClassLoader());
    this.changed = changed;
  }

  /** The product with that fault. */
  static FaultyProgram with(PlantedFault fault) {
    Map<String, String> sources = new HashMap<>();
    for (PlantedFault.Edit edit : fault.edits()) {
      sources.compute(
          edit.file(), (file, known) -> edit.applyTo(known == null ? read(file) : known));
    }
    return new FaultyProgram(compile(sources));
  }

  /** Calls a static method without parameters of a class of the project, within this program. */
  Object call(Class<?> like, String method) {
    try {
      var callee = loadClass(like.getName()).getDeclaredMethod(method);
      callee.setAccessible(true);
      return callee.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a test within this program; results in what failed of it. */
  List<String> failuresOf(PlantedFault.Test test) {
    Thread runner = Thread.currentThread();
    ClassLoader before = runner.getContextClassLoader();
    runner.setContextClassLoader(this);
    try {
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request().selectors(selector(test)).build(), summary);
      if (summary.getSummary().getTestsFoundCount() == 0) {
        throw new IllegalStateException("there is no test " + test);
      }
      return summary.getSummary().getFailures().stream()
          .map(failure -> failure.getTestIdentifier().getDisplayName())
          .toList();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    } finally {
      runner.setContextClassLoader(before);
    }
  }

  private DiscoverySelector selector(PlantedFault.Test test) throws ClassNotFoundException {
    Class<?> of = loadClass(test.className());
    List<Method> methods =
        Arrays.stream(of.getDeclaredMethods())
            .filter(method -> method.getName().equals(test.method()))
            .toList();
    if (methods.size() != 1) {
      throw new IllegalStateException("there is no one test " + test);
    }
    return DiscoverySelectors.selectMethod(of, methods.get(0));
  }

  private static Path projectDirectory() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("run-cluster.sh"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("not run within the project's directory");
    }
    return here;
  }

  private static String read(String file) {
    try {
      return Files.readString(PROJECT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> compile(Map<String, String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    InMemory files = new InMemory(compiler.getStandardFileManager(null, null, null));
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
    if (!compiler.getTask(complaints, files, null, options, null, units).call()) {
      throw new IllegalStateException("the planted fault does not compile: " + complaints);
    }
    Map<String, byte[]> classes = new HashMap<>();
    files.outputs.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  /** Surefire may have started this process with a jar that only names the class path. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
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

  /** Keeps what the compiler writes. */
  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();

    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("bytes:///" + name.replace('.', '/')), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          outputs.put(name, bytes);
          return bytes;
        }
      };
    }
  }
}
