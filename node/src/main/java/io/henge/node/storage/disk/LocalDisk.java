package io.henge.node.storage.disk;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.FileBody;
import io.henge.node.blob.OpenBody;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The operating system's files: written through Vert.x, read through channels. */
public final class LocalDisk implements Disk {
  private static final String FILE_PERMISSIONS = "rw-------";
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_PERMISSIONS));

  private static final Set<OpenOption> READ_NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Vertx vertx;
  private final Path directory;
  private final FileStore store;

  /** The disk on which that directory is. */
  public LocalDisk(Vertx vertx, Path directory) throws IOException {
    this.vertx = vertx;
    this.directory = directory;
    this.store = Files.getFileStore(directory);
  }

  @Override
  public Future<WritableFile> create(Path file) {
    OpenOptions options =
        new OpenOptions()
            .setRead(false)
            .setCreate(false)
            .setCreateNew(true)
            .setPerms(FILE_PERMISSIONS);
    return vertx
        .fileSystem()
        .open(file.toString(), options)
        .<WritableFile>map(LocalWritableFile::new)
        .recover(cause -> Future.failedFuture(openFailure(cause)));
  }

  /** Vert.x wraps what the JDK throws. */
  private static Throwable openFailure(Throwable failure) {
    return failure.getCause() instanceof IOException cause
            && NoDescriptorException.orElse(cause) instanceof NoDescriptorException exhausted
        ? exhausted
        : failure;
  }

  private record LocalWritableFile(AsyncFile file) implements WritableFile {
    @Override
    public Future<Void> write(ByteBuffer bytes, long position) {
      return file.write(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)), position);
    }

    @Override
    public Future<Void> sync() {
      return file.flush();
    }

    @Override
    public Future<Void> close() {
      return file.close();
    }
  }

  @Override
  public ReadableFile open(Path file) throws IOException {
    while (true) {
      FileFacts before = facts(file);
      FileChannel channel = open(file, READ_NO_LINK);
      if (isStill(file, before, channel)) {
        return new LocalReadableFile(channel, before);
      }
      channel.close();
    }
  }

  private static FileChannel open(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try {
      return FileChannel.open(file, options, attributes);
    } catch (IOException e) {
      throw NoDescriptorException.orElse(e);
    }
  }

  // There is no asking an open file for its identity, so the name has to stand for the same file
  // before and after. It changes hands only when a damaged file is replaced, and so not often.
  private boolean isStill(Path file, FileFacts before, FileChannel open) throws IOException {
    try {
      return facts(file).equals(before);
    } catch (IOException gone) {
      open.close();
      throw gone;
    }
  }

  private record LocalReadableFile(FileChannel channel, FileFacts facts) implements ReadableFile {
    @Override
    public long sizeBytes() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return channel.read(into, position);
    }

    @Override
    public OpenBody body(ByteRange slice, OptionalInt crc32c, Runnable release) {
      return new FileBody(channel, slice, crc32c, release);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public void writeSynced(Path file, byte[] bytes) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try (FileChannel channel = open(file, options, OWNERS_FILE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void link(Path existing, Path second) throws IOException {
    Files.createLink(second, existing);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Directories.create(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    Directories.sync(directory);
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Override
  public FileFacts facts(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new FileFacts(
        attributes.fileKey(),
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        attributes.isDirectory());
  }

  @Override
  public boolean isWritable() {
    return Files.isWritable(directory);
  }

  @Override
  public long usableBytes() throws IOException {
    return store.getUsableSpace();
  }
}
