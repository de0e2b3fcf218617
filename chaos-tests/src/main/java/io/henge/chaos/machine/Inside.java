package io.henge.chaos.machine;

import com.sun.jna.Native;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work of this process in the network of a node: sockets belong to the network in which the thread
 * was that made them. Such a thread does nothing else afterwards.
 */
final class Inside {
  private Inside() {}

  /** Does something there and waits for its result. */
  static <T> T network(String namespace, Callable<T> work) throws IOException {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter(namespace);
              return work.call();
            });
    Thread thread = new Thread(task, "in network " + namespace);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void enter(String namespace) throws IOException {
    int descriptor = LibC.INSTANCE.open(Networks.DIRECTORY + namespace, LibC.O_RDONLY);
    if (descriptor < 0) {
      throw new IOException("no network " + namespace + ": errno " + Native.getLastError());
    }
    try {
      if (LibC.INSTANCE.setns(descriptor, LibC.CLONE_NEWNET) != 0) {
        throw new IOException("cannot enter " + namespace + ": errno " + Native.getLastError());
      }
    } finally {
      LibC.INSTANCE.close(descriptor);
    }
  }
}
