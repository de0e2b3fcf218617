package io.henge.node.storage.table;

import io.henge.node.storage.disk.Directories;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native part, which the JVM loads from a file: one in the node's own directory. A
 * directory for temporary files may forbid execution, is emptied by others, and gathers a copy for
 * every process that was killed.
 *
 * <p>A process loads it once, so of several tables the first decides where from; to remove the file
 * afterwards does no harm. What is there already is used again if it is the same, byte by byte, so
 * that a node can start on a full disk.
 */
final class NativeLibrary {
  /** Under this name the binding looks for the file in a directory that it is told. */
  private static final String NAME = Environment.getJniLibraryFileName("rocksdbjni");

  private static final int CHUNK_BYTES = 64 << 10;

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, extracted into that directory, unless this process has it already.
   *
   * @throws IOException if it cannot be extracted or executed there
   */
  // One at a time: two threads would extract into the same file.
  static synchronized void load(Path directory) throws IOException {
    if (loaded) {
      return;
    }
    Directories.create(directory);
    Path file = directory.resolve(NAME);
    if (!holdsIt(file)) {
      extract(file);
    }
    try {
      RocksDB.loadLibrary(List.of(directory.toAbsolutePath().toString()));
    } catch (UnsatisfiedLinkError e) {
      throw new IOException(
          "the native library %s cannot be loaded (is execution forbidden there?): %s"
              .formatted(file, e.getMessage()),
          e);
    }
    loaded = true;
  }

  /**
   * Loads it from that directory when it is there, else from one that is removed at once: the
   * directory stays as it is.
   *
   * @throws IOException if it cannot be extracted or executed
   */
  static synchronized void loadWithoutTrace(Path directory) throws IOException {
    if (loaded || holdsIt(directory.resolve(NAME))) {
      load(directory);
      return;
    }
    Path temporary = Files.createTempDirectory("henge-lib");
    try {
      load(temporary);
    } finally {
      Files.deleteIfExists(temporary.resolve(NAME));
      Files.deleteIfExists(temporary);
    }
  }

  private static InputStream packed() throws IOException {
    for (String name :
        List.of(
            Environment.getJniLibraryFileName("rocksdb"),
            String.valueOf(Environment.getFallbackJniLibraryFileName("rocksdb")))) {
      InputStream library = NativeLibraryLoader.class.getClassLoader().getResourceAsStream(name);
      if (library != null) {
        return library;
      }
    }
    throw new IOException("RocksDB has no native library for this kind of machine");
  }

  private static boolean holdsIt(Path file) throws IOException {
    try (InputStream there = new BufferedInputStream(Files.newInputStream(file));
        InputStream wanted = packed()) {
      byte[] some = wanted.readNBytes(CHUNK_BYTES);
      while (some.length > 0) {
        if (!Arrays.equals(some, there.readNBytes(some.length))) {
          return false;
        }
        some = wanted.readNBytes(CHUNK_BYTES);
      }
      return there.read() < 0;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  private static void extract(Path file) throws IOException {
    // Another process may have the old one mapped, so it is replaced and not written to.
    Path part = file.resolveSibling(NAME + ".part");
    try (InputStream library = packed()) {
      Files.copy(library, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw new IOException("extracting the native library into " + file + ": " + e, e);
    }
  }
}
