package io.henge.client;

import io.henge.client.attempt.Around;
import io.henge.client.attempt.HeadRequest;
import io.henge.client.attempt.VersionList;
import io.henge.ring.BlobKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Reads all versions of a blob, and writes what replaces them. The write has a context, so it
 * replaces just what was read, and a condition, so it is refused when somebody else was faster; of
 * two at the very same moment both may pass, as siblings, which the next update resolves.
 */
final class Updates {
  private static final int LISTS_MAX = 10;

  private final HengeClient client;
  private final Around around;

  Updates(HengeClient client, Around around) {
    this.client = client;
    this.around = around;
  }

  CompletableFuture<Versioned<byte[]>> read(String key, int max) {
    return read(key, max, 1);
  }

  private CompletableFuture<Versioned<byte[]>> read(String key, int max, int tries) {
    return HeadRequest.versions(around, BlobKey.of(key), ReadOptions.DEFAULT)
        .handle((list, failed) -> failed == null ? bodies(key, list, max, tries) : none(failed))
        .thenCompose(found -> found);
  }

  /** Of versions that are listed one may be replaced before it is read: then the list is old. */
  private CompletionStage<Versioned<byte[]>> bodies(
      String key, VersionList list, int max, int tries) {
    return bodies(key, list, max)
        .exceptionallyCompose(
            failed -> {
              Throwable why = reason(failed);
              if (!(why instanceof AbsentException)) {
                return CompletableFuture.failedFuture(why);
              }
              return tries < LISTS_MAX
                  ? read(key, max, tries + 1)
                  : CompletableFuture.failedFuture(
                      new RejectedException(
                          "replaced", "each time what was listed was replaced: " + key, why));
            });
  }

  private CompletableFuture<Versioned<byte[]>> bodies(String key, VersionList list, int max) {
    List<CompletableFuture<Blob<byte[]>>> reads = new ArrayList<>();
    for (String version : list.versions()) {
      reads.add(client.get(key, BlobSink.bytes(max), ReadOptions.DEFAULT.ofVersion(version)));
    }
    return CompletableFuture.allOf(reads.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            all ->
                new Versioned<>(
                    reads.stream().map(read -> read.join().value()).toList(),
                    Optional.of(list.context()),
                    Optional.of(list.versions().get(0))));
  }

  private static CompletionStage<Versioned<byte[]>> none(Throwable failed) {
    Throwable why = reason(failed);
    return why instanceof AbsentException absent
        ? CompletableFuture.completedFuture(
            new Versioned<>(List.of(), absent.context(), Optional.empty()))
        : CompletableFuture.failedFuture(why);
  }

  private static Throwable reason(Throwable failed) {
    return failed instanceof CompletionException ? failed.getCause() : failed;
  }

  CompletableFuture<Applied> run(String key, Update update) {
    return attempt(key, update, 1);
  }

  private CompletableFuture<Applied> attempt(String key, Update update, int tries) {
    return read(key, update.maxBytes())
        .thenCompose(found -> write(key, update, found))
        .exceptionallyCompose(cause -> again(key, update, tries, cause));
  }

  private CompletableFuture<Applied> write(String key, Update update, Versioned<byte[]> found) {
    byte[] bytes = update.change().apply(found.resolve(update.resolver()));
    return client.put(key, BlobSource.of(bytes), update.options().replacing(found));
  }

  private CompletionStage<Applied> again(String key, Update update, int tries, Throwable cause) {
    Throwable why = reason(cause);
    boolean wasFaster =
        why instanceof RejectedException rejected
            && (rejected.code().equals("precondition-failed")
                || rejected.code().equals("conflict"));
    if (!wasFaster) {
      return CompletableFuture.failedFuture(why);
    }
    return tries < update.maxTries()
        ? attempt(key, update, tries + 1)
        : CompletableFuture.failedFuture(
            new RejectedException(
                "conflict", "others changed " + key + " each of " + tries + " times", why));
  }
}
