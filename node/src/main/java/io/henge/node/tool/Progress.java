package io.henge.node.tool;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says now and then how far a tool is, so that work of hours does not look like none. */
final class Progress {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintWriter err;
  private long last = System.nanoTime();

  Progress(PrintWriter err) {
    this.err = err;
  }

  /** Shows the text if none was shown for a while. */
  void show(Supplier<String> text) {
    long now = System.nanoTime();
    if (now - last >= EVERY_NANOS) {
      last = now;
      err.println("… " + text.get());
      err.flush();
    }
  }
}
