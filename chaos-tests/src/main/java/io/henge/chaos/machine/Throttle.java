package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The most bytes a second that a device reads, and writes. The limit stands in the root of the
 * control groups, too: what a process wrote into the kernel's memory is written to the device by
 * the kernel, on nobody's account.
 */
final class Throttle {
  private static final List<String> FILES =
      List.of("blkio.throttle.write_bps_device", "blkio.throttle.read_bps_device");

  private Throttle() {}

  /** Why no device can be throttled, empty when some can. */
  static Optional<String> refusal() {
    return groups().stream().anyMatch(group -> Files.isWritable(group.resolve(FILES.get(0))))
        ? Optional.empty()
        : Optional.of("there is no blkio controller of control groups, version 1");
  }

  /** Limits a device like {@code /dev/loop0}. */
  static void set(String device, long bytesPerSecond) {
    for (Path group : groups()) {
      for (String file : FILES) {
        try {
          Files.writeString(group.resolve(file), number(device) + " " + bytesPerSecond);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Ends the limit, if there is any: a device keeps it for whoever uses it next. */
  static void lift(String device) {
    if (refusal().isEmpty()) {
      set(device, 0);
    }
  }

  private static String number(String device) throws IOException {
    Path name = Path.of(device).getFileName();
    return Files.readString(Path.of("/sys/block").resolve(name).resolve("dev")).strip();
  }

  /** The root, and where this process and its nodes are if that is elsewhere. */
  private static List<Path> groups() {
    List<Path> groups = new ArrayList<>();
    Optional<Path> own = ControlGroup.own("blkio");
    ControlGroup.root("blkio").ifPresent(groups::add);
    own.filter(group -> !groups.contains(group)).ifPresent(groups::add);
    return groups;
  }
}
