package io.henge.client;

/**
 * How a blob is downloaded in parts. Immutable; each method gives another one.
 *
 * <pre>{@code
 * DownloadOptions.DEFAULT.withParallelism(8).resumable(true)
 * }</pre>
 */
public final class DownloadOptions {
  private static final int PART_BYTES_MIN = 64 << 10;
  private static final int PART_BYTES_MAX = 1 << 30;
  private static final int PARALLELISM_MAX = 64;

  /** Four parts of 8 MiB at a time; not resumable. */
  public static final DownloadOptions DEFAULT =
      new DownloadOptions(ReadOptions.DEFAULT, 8 << 20, 4, false);

  private final ReadOptions read;
  private final int partBytes;
  private final int parallelism;
  private final boolean isResumable;

  private DownloadOptions(ReadOptions read, int partBytes, int parallelism, boolean isResumable) {
    this.read = read;
    this.partBytes = partBytes;
    this.parallelism = parallelism;
    this.isResumable = isResumable;
  }

  /**
   * How each part is read; who hears of the whole; and how long all of it may take, pauses
   * included.
   *
   * @throws IllegalArgumentException when a part of the blob is asked for
   */
  public DownloadOptions withRead(ReadOptions options) {
    if (options.isPart()) {
      throw new IllegalArgumentException("a download in parts is of the whole blob");
    }
    return new DownloadOptions(options, partBytes, parallelism, isResumable);
  }

  /**
   * How long a part is.
   *
   * @param bytes 64 KiB to 1 GiB; 8 MiB unless said
   */
  public DownloadOptions withPartBytes(int bytes) {
    requireWithin("bytes of a part", bytes, PART_BYTES_MIN, PART_BYTES_MAX);
    return new DownloadOptions(read, bytes, parallelism, isResumable);
  }

  /**
   * How many parts are on their way at a time.
   *
   * @param parts 1 to 64; 4 unless said
   */
  public DownloadOptions withParallelism(int parts) {
    requireWithin("parts at a time", parts, 1, PARALLELISM_MAX);
    return new DownloadOptions(read, partBytes, parts, isResumable);
  }

  /**
   * Whether what has come is kept beside the file when the download fails, is cancelled, or the
   * program ends, so that the next resumable one of the same version goes on from there.
   */
  public DownloadOptions resumable(boolean wanted) {
    return new DownloadOptions(read, partBytes, parallelism, wanted);
  }

  private static void requireWithin(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s: %d to %d, not %d".formatted(what, min, max, value));
    }
  }

  /** See {@link #withRead}. */
  public ReadOptions read() {
    return read;
  }

  /** See {@link #withPartBytes}. */
  public int partBytes() {
    return partBytes;
  }

  /** See {@link #withParallelism}. */
  public int parallelism() {
    return parallelism;
  }

  /** See {@link #resumable}. */
  public boolean isResumable() {
    return isResumable;
  }
}
