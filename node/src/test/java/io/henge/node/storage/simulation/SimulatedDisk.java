package io.henge.node.storage.simulation;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.FileFacts;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.node.storage.disk.WritableFile;
import io.henge.node.storage.simulation.Faults.Fault;
import io.henge.node.storage.simulation.Faults.Operation;
import io.henge.node.storage.simulation.LiveState.LiveFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * Files in memory, which behave as the port says. Every change is noted in the medium's journal, so
 * that {@link Survivors} can tell what of it a power cut may leave.
 */
final class SimulatedDisk implements Disk {
  private static final long USABLE_BYTES = 1L << 40;

  private final VertxInternal vertx;
  private final SimulatedMedium medium;
  private final LiveState state;

  SimulatedDisk(Vertx vertx, SimulatedMedium medium, LiveState state) {
    this.vertx = (VertxInternal) vertx;
    this.medium = medium;
    this.state = state;
  }

  /** Something that happens to the medium, or fails. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** Fails as the faults want it; the step then happens only if the fault has an effect. */
  private void attempt(Operation operation, Object what, Step step) throws IOException {
    Optional<Fault> fault = medium.faultAt(operation, what.toString());
    synchronized (state) {
      if (fault.isEmpty() || fault.get().hasEffect()) {
        step.run();
      }
    }
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
  }

  private Node existing(Path file) throws NoSuchFileException {
    Node node = state.names().get(file);
    if (node == null) {
      throw new NoSuchFileException(file.toString());
    }
    return node;
  }

  private Path directoryOf(Path file) throws IOException {
    if (!existing(file.getParent()).isDirectory()) {
      throw new NotDirectoryException(file.getParent().toString());
    }
    return file;
  }

  @Override
  public Future<WritableFile> create(Path file) {
    ContextInternal context = vertx.getOrCreateContext();
    return later(context, () -> createNow(context, file));
  }

  /** What an operating system does is never done before the call returns. */
  private static <T> Future<T> later(ContextInternal context, Callable<T> step) {
    Promise<T> promise = context.promise();
    context.runOnContext(
        onContext -> {
          try {
            promise.complete(step.call());
          } catch (Exception e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  private WritableFile createNow(ContextInternal context, Path file) throws IOException {
    attempt(
        Operation.CREATE,
        file,
        () -> {
          if (state.names().containsKey(directoryOf(file))) {
            throw new FileAlreadyExistsException(file.toString());
          }
          state.record(new Event.Created(file, state.newNode(false)));
        });
    synchronized (state) {
      return new OpenForWriting(context, existing(file).inode(), file);
    }
  }

  private final class OpenForWriting implements WritableFile {
    private final ContextInternal context;
    private final long inode;
    private final Path file;
    private boolean closed;

    OpenForWriting(ContextInternal context, long inode, Path file) {
      this.context = context;
      this.inode = inode;
      this.file = file;
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException(file + " is closed");
      }
    }

    @Override
    public Future<Void> write(ByteBuffer bytes, long position) {
      requireOpen();
      return later(
          context,
          () -> {
            byte[] written = new byte[bytes.remaining()];
            bytes.duplicate().get(written);
            writeNow(inode, file, (int) position, written);
            return null;
          });
    }

    @Override
    public Future<Void> sync() {
      requireOpen();
      int upTo;
      synchronized (state) {
        upTo = state.journal().size();
      }
      return later(
          context,
          () -> {
            syncNow(inode, file, upTo);
            return null;
          });
    }

    @Override
    public Future<Void> close() {
      requireOpen();
      closed = true;
      return later(context, () -> null);
    }
  }

  private void writeNow(long inode, Path file, int position, byte[] written) throws IOException {
    Optional<Fault> fault = medium.faultAt(Operation.WRITE, file.toString());
    byte[] done = written;
    if (fault.isPresent()) {
      done = Arrays.copyOf(written, fault.get().hasEffect() ? written.length / 2 : 0);
    }
    synchronized (state) {
      if (done.length > 0) {
        state.record(new Event.Wrote(inode, position, new Bytes(done)));
      }
    }
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
  }

  private void syncNow(long inode, Path file, int upTo) throws IOException {
    Optional<Fault> fault = medium.faultAt(Operation.SYNC, file.toString());
    synchronized (state) {
      state.record(fault.isPresent() ? new Event.SyncFailed(inode) : new Event.Synced(inode, upTo));
    }
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
  }

  @Override
  public ReadableFile open(Path file) throws IOException {
    attempt(Operation.OPEN, file, () -> existing(file));
    synchronized (state) {
      return new OpenForReading(file, state.file(existing(file).inode()), factsNow(file));
    }
  }

  private final class OpenForReading implements ReadableFile {
    private final Path file;
    private final LiveFile content;
    private final FileFacts facts;

    OpenForReading(Path file, LiveFile content, FileFacts facts) {
      this.file = file;
      this.content = content;
      this.facts = facts;
    }

    @Override
    public FileFacts facts() {
      return facts;
    }

    @Override
    public long sizeBytes() {
      synchronized (state) {
        return content.length();
      }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      attempt(Operation.READ, file, () -> {});
      synchronized (state) {
        int count = (int) Math.min(into.remaining(), content.length() - position);
        if (count <= 0) {
          return -1;
        }
        into.put(content.bytes(), (int) position, count);
        return count;
      }
    }

    @Override
    public OpenBody body(ByteRange slice, OptionalInt crc32c, Runnable release) {
      byte[] bytes;
      synchronized (state) {
        bytes = Arrays.copyOfRange(content.bytes(), (int) slice.offset(), (int) slice.end());
      }
      release.run();
      return new InlineBody(Buffer.buffer(bytes));
    }

    @Override
    public void close() {
      // Memory needs no giving back.
    }
  }

  @Override
  public void writeSynced(Path file, byte[] bytes) throws IOException {
    attempt(
        Operation.CREATE,
        file,
        () -> {
          Node known = state.names().get(directoryOf(file));
          state.record(
              known == null
                  ? new Event.Created(file, state.newNode(false))
                  : new Event.Truncated(known.inode()));
        });
    long inode;
    synchronized (state) {
      inode = existing(file).inode();
    }
    writeNow(inode, file, 0, bytes.clone());
    int upTo;
    synchronized (state) {
      upTo = state.journal().size();
    }
    syncNow(inode, file, upTo);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    attempt(
        Operation.RENAME,
        to,
        () -> {
          if (existing(from).isDirectory()) {
            throw new UnsupportedOperationException("directories stay where they are: " + from);
          }
          state.record(new Event.Renamed(from, directoryOf(to)));
        });
  }

  @Override
  public void link(Path existing, Path second) throws IOException {
    attempt(
        Operation.LINK,
        second,
        () -> {
          existing(existing);
          if (state.names().containsKey(directoryOf(second))) {
            throw new FileAlreadyExistsException(second.toString());
          }
          state.record(new Event.Linked(existing, second));
        });
  }

  @Override
  public void delete(Path file) throws IOException {
    attempt(
        Operation.UNLINK,
        file,
        () -> {
          if (!state.names().containsKey(file)) {
            return;
          }
          if (existing(file).isDirectory() && !namesIn(file).isEmpty()) {
            throw new DirectoryNotEmptyException(file.toString());
          }
          state.record(new Event.Unlinked(file));
        });
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    attempt(
        Operation.MAKE_DIRECTORY,
        directory,
        () -> {
          Deque<Path> missing = new ArrayDeque<>();
          for (Path path = directory; !state.names().containsKey(path); path = path.getParent()) {
            missing.push(path);
          }
          for (Path path : missing) {
            state.record(new Event.MadeDirectory(directoryOf(path), state.newNode(true)));
          }
        });
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    Optional<Fault> fault = medium.faultAt(Operation.SYNC_DIRECTORY, directory.toString());
    synchronized (state) {
      existing(directory);
      if (fault.isPresent() && fault.get().isNoDescriptor()) {
        throw fault.get().exception();
      }
      state.record(
          fault.isPresent()
              ? new Event.DirectorySyncFailed(directory)
              : new Event.DirectorySynced(directory));
    }
    if (fault.isPresent()) {
      throw fault.get().exception();
    }
  }

  @Override
  public boolean exists(Path file) {
    synchronized (state) {
      return state.names().containsKey(file);
    }
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    attempt(Operation.LIST, directory, () -> directoryOf(directory.resolve("any")));
    synchronized (state) {
      return namesIn(directory);
    }
  }

  private List<Path> namesIn(Path directory) {
    return state.names().tailMap(directory).keySet().stream()
        .takeWhile(name -> name.startsWith(directory))
        .filter(name -> directory.equals(name.getParent()))
        .toList();
  }

  @Override
  public FileFacts facts(Path file) throws IOException {
    attempt(Operation.FACTS, file, () -> existing(file));
    synchronized (state) {
      return factsNow(file);
    }
  }

  private FileFacts factsNow(Path file) throws IOException {
    Node node = existing(file);
    if (node.isDirectory()) {
      return new FileFacts(node.inode(), 0, 0, true);
    }
    LiveFile content = state.file(node.inode());
    return new FileFacts(node.inode(), content.length(), content.modifiedMillis(), false);
  }

  @Override
  public long usableBytes() throws IOException {
    attempt(Operation.USABLE_BYTES, "the disk", () -> {});
    return USABLE_BYTES;
  }
}
