package io.henge.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** A listener is no step: nothing goes on with the future that it was attached to. */
class ListenersTest {
  private static final String WHY =
      "When a future completes on another thread while listeners are being attached, those that are"
          + " attached last may run first, so whoever goes on with the result of onComplete,"
          + " onSuccess or onFailure may go on before the listener has run. Hand on the result of"
          + " andThen, map, compose, recover or another chained step in its place.";

  private static final Set<String> LISTENING = Set.of("onComplete", "onSuccess", "onFailure");

  @Test
  void nothing_goes_on_behind_a_listener() throws IOException {
    Path classes = home(Main.class);
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> compiled = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertThat(compiled).isNotEmpty();
      assertThat(compiled.stream().flatMap(file -> uses(file).stream())).as(WHY).isEmpty();
    }
  }

  @Test
  void whoever_goes_on_behind_a_listener_is_found() {
    assertThat(uses(file(Careless.class)))
        .extracting(use -> use.substring(0, use.indexOf(':')))
        .containsExactlyInAnyOrder("chained", "returned", "kept", "referred");
    assertThat(uses(file(Careful.class))).isEmpty();
  }

  private static Path file(Class<?> type) {
    return home(type).resolve(type.getName().replace('.', '/') + ".class");
  }

  private static Path home(Class<?> type) {
    try {
      URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where a class uses what the attaching of a listener results in, as method, file and line. */
  private static List<String> uses(Path file) {
    ClassNode type = new ClassNode();
    try {
      new ClassReader(Files.readAllBytes(file)).accept(type, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> uses = new ArrayList<>();
    for (MethodNode method : type.methods) {
      int line = 0;
      for (AbstractInsnNode step : method.instructions) {
        line = step instanceof LineNumberNode number ? number.line : line;
        if (isUsed(step)) {
          uses.add(method.name + ": " + type.sourceFile + ":" + line);
        }
      }
    }
    return uses;
  }

  private static boolean isUsed(AbstractInsnNode step) {
    if (step instanceof MethodInsnNode call) {
      return isListening(call.owner, call.name) && next(call).getOpcode() != Opcodes.POP;
    }
    return step instanceof InvokeDynamicInsnNode made
        && made.bsmArgs.length > 2
        && made.bsmArgs[1] instanceof Handle callee
        && isListening(callee.getOwner(), callee.getName())
        && !((Type) made.bsmArgs[2]).getReturnType().equals(Type.VOID_TYPE);
  }

  private static boolean isListening(String owner, String method) {
    return owner.startsWith("io/vertx/core/") && LISTENING.contains(method);
  }

  /** The next instruction; labels and lines are none. */
  private static AbstractInsnNode next(AbstractInsnNode step) {
    AbstractInsnNode next = step.getNext();
    while (next.getOpcode() < 0) {
      next = next.getNext();
    }
    return next;
  }

  /** Goes on behind a listener, in each way that there is. */
  static final class Careless {
    private Future<Void> kept = Future.succeededFuture();

    Future<Void> chained(Future<Void> step) {
      return step.onComplete(ended -> {}).mapEmpty();
    }

    Future<Void> returned(Future<Void> step) {
      return step.onSuccess(done -> {});
    }

    Future<Void> kept(Future<Void> step) {
      kept = step.onFailure(cause -> {});
      return kept;
    }

    Function<Handler<Void>, Future<Void>> referred(Future<Void> step) {
      return step::onSuccess;
    }
  }

  /** Lets steps go on, and listeners end them. */
  static final class Careful {
    Future<Void> step(Future<Void> step) {
      step.onFailure(cause -> {});
      Handler<Future<Void>> ended = each -> each.onComplete(end -> {});
      ended.handle(step);
      return step.andThen(end -> {});
    }
  }
}
