package io.henge.client.attempt;

import io.henge.client.AbsentException;
import io.henge.client.Blob;
import io.henge.client.BlobInfo;
import io.henge.client.DamagedBodyException;
import io.henge.client.DownloadOptions;
import io.henge.client.ReadOptions;
import io.henge.client.Transfer;
import io.henge.client.body.PartFile;
import io.henge.client.body.PartPlan;
import io.henge.ring.BlobKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Reads a blob into a file by parts, several at a time, each a {@link Download} that begins at
 * another owner. First asks which version is shown, and fetches the parts of that one alone; begins
 * anew when it is replaced meanwhile. The checksums of the parts together must be the checksum of
 * the version before the file gets its name.
 */
public final class FileDownload extends Request<Blob<Path>> {
  /** So often it begins anew with what replaced the version. */
  private static final int REPLACEMENTS_MAX = 3;

  /** So often all parts are fetched again when together they do not match. */
  private static final int REPEATS_MAX = 1;

  private final BlobKey key;
  private final Path file;
  private final DownloadOptions options;
  private final ProgressMeter meter;
  private Optional<Pass> pass = Optional.empty();
  private int replacements;
  private int repeats;
  private volatile boolean isPaused;
  private volatile Optional<Context> context = Optional.empty();

  private record Handle(FileDownload download, CompletableFuture<Blob<Path>> result)
      implements Transfer<Blob<Path>> {
    @Override
    public void pause() {
      download.isPaused = true;
    }

    @Override
    public void resume() {
      download.isPaused = false;
      // One that has not begun yet finds out by itself.
      download.context.ifPresent(loop -> loop.runOnContext(turn -> download.resumed()));
    }

    @Override
    public void cancel() {
      result.cancel(true);
    }
  }

  private FileDownload(Around around, BlobKey key, Path file, DownloadOptions options) {
    super(around, new Deadline(around.limits().requestMillis(), options.read().timeout()));
    this.key = key;
    this.file = file;
    this.options = options;
    meter = new ProgressMeter(options.read().listener(), System::nanoTime);
  }

  /** Begins; completes when the file is at its place. */
  public static Transfer<Blob<Path>> begin(
      Around around, BlobKey key, Path file, DownloadOptions options) {
    FileDownload download = new FileDownload(around, key, file, options);
    return new Handle(download, download.begin());
  }

  @Override
  void start() {
    context = Optional.of(Vertx.currentContext());
    look();
  }

  private void look() {
    then(HeadRequest.info(around(), key, options.read()), this::open);
  }

  private void open(BlobInfo info) {
    PartPlan plan =
        new PartPlan(
            file,
            info.version(),
            info.size(),
            info.crc32c(),
            options.partBytes(),
            options.isResumable());
    Future.fromCompletionStage(PartFile.open(plan, around().blocking()), loop())
        .onComplete(
            opened -> runOrStop(() -> opened(new Pass(info, plan, opened))),
            cause -> stop(Download.ofSink(cause)));
  }

  private void opened(Pass begun) {
    if (isOver()) {
      begun.parts.leave();
      return;
    }
    pass = Optional.of(begun);
    begun.begin();
  }

  private void resumed() {
    if (!isOver()) {
      pass.ifPresent(
          going -> {
            meter.goesOnAt(going.bytes);
            going.fill();
          });
    }
  }

  private Context loop() {
    return context.orElseThrow();
  }

  private <V> void then(CompletionStage<V> stage, Consumer<V> step) {
    Future.fromCompletionStage(stage, loop())
        .onComplete(
            value -> {
              if (!isOver()) {
                runOrStop(() -> step.accept(value));
              }
            },
            cause -> stop(Download.ofSink(cause)));
  }

  private void runOrStop(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failed) {
      stop(failed);
    }
  }

  @Override
  void giveUp(Throwable cause) {
    pass.ifPresent(
        going -> {
          going.cancel();
          if (cause instanceof DamagedBodyException) {
            CompletionStage<Void> unused = going.parts.discard();
          } else {
            going.parts.leave();
          }
        });
  }

  /** A version on its way into its file. */
  private final class Pass {
    private final BlobInfo info;
    private final PartPlan plan;
    private final PartFile parts;
    private final int[] crcs;
    private final Queue<Integer> wanted = new ArrayDeque<>();
    private final Map<Integer, CompletableFuture<Blob<Integer>>> running = new HashMap<>();
    private long bytes;

    Pass(BlobInfo info, PartPlan plan, PartFile parts) {
      this.info = info;
      this.plan = plan;
      this.parts = parts;
      crcs = new int[plan.count()];
    }

    void begin() {
      Map<Integer, Integer> kept = parts.kept();
      for (int part = 0; part < plan.count(); part++) {
        if (kept.containsKey(part)) {
          crcs[part] = kept.get(part);
          bytes += plan.length(part);
        } else {
          wanted.add(part);
        }
      }
      meter.goesOnAt(bytes);
      goOn();
    }

    private void goOn() {
      if (wanted.isEmpty() && running.isEmpty()) {
        whole();
      } else {
        fill();
      }
    }

    void fill() {
      while (!isPaused && !wanted.isEmpty() && running.size() < options.parallelism()) {
        fetch(wanted.remove());
      }
    }

    private void fetch(int part) {
      ReadOptions range =
          options.read().ofVersion(plan.version()).range(plan.offset(part), plan.length(part));
      CompletableFuture<Blob<Integer>> download =
          Download.ofPart(around(), key, range, parts.part(part, this::moved), part + repeats);
      running.put(part, download);
      Future.fromCompletionStage(download, loop())
          .onComplete(blob -> came(part, blob.value()), this::failed);
    }

    private void moved(long count) {
      bytes += count;
      if (!isStale()) {
        meter.moved(bytes, OptionalLong.of(plan.size()));
      }
    }

    private boolean isStale() {
      return isOver() || pass.filter(going -> going == this).isEmpty();
    }

    private void came(int part, int crc32c) {
      if (isStale()) {
        return;
      }
      crcs[part] = crc32c;
      then(
          parts.note(part, crc32c),
          noted -> {
            running.remove(part);
            if (!isStale()) {
              goOn();
            }
          });
    }

    private void failed(Throwable cause) {
      boolean wasReplaced = cause instanceof AbsentException && options.read().version().isEmpty();
      if (isStale()) {
        return;
      }
      if (wasReplaced && replacements++ < REPLACEMENTS_MAX) {
        abandon(FileDownload.this::look);
      } else if (cause instanceof DamagedBodyException damaged) {
        damaged(damaged);
      } else {
        stop(cause);
      }
    }

    private void whole() {
      if (!plan.isWhole(crcs)) {
        damaged(
            new DamagedBodyException(
                "the parts of " + info.key() + " together do not match its checksum"));
        return;
      }
      then(
          parts.putInPlace(),
          place -> {
            meter.ended(plan.size());
            succeed(new Blob<>(info, place));
          });
    }

    /** Nobody knows which part is wrong: all of them come again, each from another owner. */
    private void damaged(DamagedBodyException cause) {
      around().events().damaged("", info.key());
      if (repeats++ >= REPEATS_MAX || !around().retries().takeExtra()) {
        stop(cause);
        return;
      }
      abandon(() -> open(info));
    }

    private void abandon(Runnable next) {
      // First of all: what the cancelled parts say at once must not count any more.
      pass = Optional.empty();
      cancel();
      then(parts.discard(), discarded -> next.run());
    }

    void cancel() {
      List.copyOf(running.values()).forEach(download -> download.cancel(true));
      running.clear();
      wanted.clear();
    }
  }
}
