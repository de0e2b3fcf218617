package io.henge.client;

import io.vertx.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The client for callers that wait: each method returns what the one of {@link HengeClient}
 * completes with, and throws what that fails with. A thread that is interrupted gives its request
 * up and gets a {@link CancellationException}. Not to be called on an event loop.
 */
public final class BlockingHenge {
  private final HengeClient client;

  BlockingHenge(HengeClient client) {
    this.client = client;
  }

  /** See {@link HengeClient#put(String, BlobSource)}. */
  public Applied put(String key, BlobSource source) {
    return await(client.put(key, source));
  }

  /** See {@link HengeClient#put(String, BlobSource, WriteOptions)}. */
  public Applied put(String key, BlobSource source, WriteOptions options) {
    return await(client.put(key, source, options));
  }

  /** See {@link HengeClient#get(String, BlobSink)}. */
  public <T> Blob<T> get(String key, BlobSink<T> sink) {
    return await(client.get(key, sink));
  }

  /** See {@link HengeClient#get(String, BlobSink, ReadOptions)}. */
  public <T> Blob<T> get(String key, BlobSink<T> sink, ReadOptions options) {
    return await(client.get(key, sink, options));
  }

  /** See {@link HengeClient#open(String, ReadOptions)}. */
  public Blob<InputStream> open(String key, ReadOptions options) {
    return await(client.open(key, options), BlockingHenge::close);
  }

  /** See {@link HengeClient#download(String, Path)}. */
  public Blob<Path> download(String key, Path file) {
    return await(client.download(key, file).result());
  }

  /** See {@link HengeClient#download(String, Path, DownloadOptions)}. */
  public Blob<Path> download(String key, Path file, DownloadOptions options) {
    return await(client.download(key, file, options).result());
  }

  /** See {@link HengeClient#head(String)}. */
  public BlobInfo head(String key) {
    return await(client.head(key));
  }

  /** See {@link HengeClient#head(String, ReadOptions)}. */
  public BlobInfo head(String key, ReadOptions options) {
    return await(client.head(key, options));
  }

  /** See {@link HengeClient#delete(String)}. */
  public Applied delete(String key) {
    return await(client.delete(key));
  }

  /** See {@link HengeClient#delete(String, WriteOptions)}. */
  public Applied delete(String key, WriteOptions options) {
    return await(client.delete(key, options));
  }

  /** See {@link HengeClient#versions}. */
  public Versioned<byte[]> versions(String key, int max) {
    return await(client.versions(key, max));
  }

  /** See {@link HengeClient#update}. */
  public Applied update(String key, Update update) {
    return await(client.update(key, update));
  }

  /** See {@link HengeClient#keys}. */
  public KeyPage keys(KeyQuery query) {
    return await(client.keys(query));
  }

  /** All keys that a query asks for; pages are fetched as they are needed. */
  public KeyStream list(KeyQuery query) {
    return new KeyStream(this, query);
  }

  private static void close(Blob<InputStream> opened) {
    try {
      opened.value().close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    return await(future, unwanted -> {});
  }

  /**
   * Waits.
   *
   * @param late gets what came when the caller was just interrupted
   */
  static <T> T await(CompletableFuture<T> future, Consumer<T> late) {
    if (Context.isOnEventLoopThread()) {
      future.cancel(true);
      throw new IllegalStateException("not on an event loop, which has to do the work");
    }
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw thrown(failed.getCause());
    } catch (InterruptedException stopped) {
      future.cancel(true);
      CompletableFuture<Void> unused = future.thenAccept(late);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** With the stack of the caller, who is asked about first, and not of an event loop. */
  private static RuntimeException thrown(Throwable cause) {
    Throwable why = cause instanceof CompletionException ? cause.getCause() : cause;
    why.fillInStackTrace();
    return why instanceof RuntimeException unchecked ? unchecked : new CompletionException(why);
  }
}
