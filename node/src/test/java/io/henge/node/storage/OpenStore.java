package io.henge.node.storage;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real store in a directory, for the length of a try block. */
record OpenStore(DataDirectory directory, DiskBlobStore store, StoreDriver driver)
    implements AutoCloseable {
  static OpenStore in(Vertx vertx, Path root) {
    return in(vertx, root, DiskBlobStore.Options.DEFAULT.withReserveBytes(0));
  }

  static OpenStore in(Vertx vertx, Path root, CommitSteps steps) {
    return in(vertx, root, DiskBlobStore.Options.DEFAULT.withReserveBytes(0).withSteps(steps));
  }

  static OpenStore in(Vertx vertx, Path root, DiskBlobStore.Options options) {
    return in(vertx, root, options, UnaryOperator.identity());
  }

  /** A store on something between it and the real disk. */
  static OpenStore in(
      Vertx vertx, Path root, DiskBlobStore.Options options, UnaryOperator<Medium> between) {
    try {
      DataDirectory directory = DataDirectory.open(root);
      try {
        StorePaths paths = directory.paths();
        Medium medium = between.apply(Medium.local(vertx, paths));
        DiskBlobStore store = DiskBlobStore.open(vertx, paths, medium, options);
        return new OpenStore(directory, store, new StoreDriver(vertx));
      } catch (IOException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a crash at this moment would leave, if no power was lost. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
  }

  /** The files below a directory. */
  static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.await(store::close);
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
