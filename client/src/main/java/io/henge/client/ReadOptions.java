package io.henge.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a blob is read. Immutable; each method gives another one.
 *
 * <pre>{@code
 * ReadOptions.DEFAULT.withR("all").withTimeout(Duration.ofSeconds(5))
 * }</pre>
 */
public final class ReadOptions {
  /** As the bucket and the cluster have it. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          new Part(0, OptionalLong.empty()),
          Optional.empty(),
          Optional.empty());

  private final Optional<String> r;
  private final boolean isSloppy;
  private final boolean repairsBefore;
  private final Optional<String> version;
  private final Part part;
  private final Optional<Duration> timeout;
  private final Optional<TransferListener> listener;

  /** Bytes from an offset on. */
  private record Part(long offset, OptionalLong length) {}

  private ReadOptions(
      Optional<String> r,
      boolean isSloppy,
      boolean repairsBefore,
      Optional<String> version,
      Part part,
      Optional<Duration> timeout,
      Optional<TransferListener> listener) {
    this.r = r;
    this.isSloppy = isSloppy;
    this.repairsBefore = repairsBefore;
    this.version = version;
    this.part = part;
    this.timeout = timeout;
    this.listener = listener;
  }

  /** How many owners must answer: a number, {@code one}, {@code quorum} or {@code all}. */
  public ReadOptions withR(String owners) {
    return new ReadOptions(
        Optional.of(owners), isSloppy, repairsBefore, version, part, timeout, listener);
  }

  /** Whether fewer owners will do when not enough can be reached. */
  public ReadOptions sloppy(boolean wanted) {
    return new ReadOptions(r, wanted, repairsBefore, version, part, timeout, listener);
  }

  /** Whether what is read is made durable first, so that no later read shows less. */
  public ReadOptions repairedBefore(boolean wanted) {
    return new ReadOptions(r, isSloppy, wanted, version, part, timeout, listener);
  }

  /** That version, and not the one that is shown. */
  public ReadOptions ofVersion(String name) {
    return new ReadOptions(r, isSloppy, repairsBefore, Optional.of(name), part, timeout, listener);
  }

  /**
   * The bytes from an offset on; they are checked where the node says the checksum of that part.
   *
   * @param first 0 or more
   */
  public ReadOptions from(long first) {
    return part(first, OptionalLong.empty());
  }

  /**
   * So many bytes from an offset on, or fewer where the blob ends before.
   *
   * @param first 0 or more
   * @param count 1 or more
   */
  public ReadOptions range(long first, long count) {
    if (count < 1) {
      throw new IllegalArgumentException("a range has 1 byte or more: " + count);
    }
    return part(first, OptionalLong.of(count));
  }

  private ReadOptions part(long first, OptionalLong count) {
    if (first < 0) {
      throw new IllegalArgumentException("a range begins at 0 or later: " + first);
    }
    return new ReadOptions(
        r, isSloppy, repairsBefore, version, new Part(first, count), timeout, listener);
  }

  /** How long all of it may take, body included; else the client's own limits hold. */
  public ReadOptions withTimeout(Duration all) {
    return new ReadOptions(r, isSloppy, repairsBefore, version, part, Optional.of(all), listener);
  }

  /** Who hears how far it has come; a read of a head has nothing to tell. */
  public ReadOptions withListener(TransferListener told) {
    return new ReadOptions(r, isSloppy, repairsBefore, version, part, timeout, Optional.of(told));
  }

  /** See {@link #withR}. */
  public Optional<String> r() {
    return r;
  }

  /** See {@link #sloppy}. */
  public boolean isSloppy() {
    return isSloppy;
  }

  /** See {@link #repairedBefore}. */
  public boolean repairsBefore() {
    return repairsBefore;
  }

  /** See {@link #ofVersion}. */
  public Optional<String> version() {
    return version;
  }

  /** Where the part begins; 0 for the whole. */
  public long offset() {
    return part.offset();
  }

  /** How long the part is; empty for all that follows. */
  public OptionalLong length() {
    return part.length();
  }

  /** Whether that is less than the whole blob. */
  public boolean isPart() {
    return part.offset() > 0 || part.length().isPresent();
  }

  /** See {@link #withTimeout}. */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /** See {@link #withListener}. */
  public Optional<TransferListener> listener() {
    return listener;
  }
}
