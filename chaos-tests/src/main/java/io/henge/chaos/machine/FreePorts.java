package io.henge.chaos.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Runs of ports of the loopback interface that nobody uses. They lie below the range from which the
 * system takes the local ports of outgoing connections, so that nobody takes them meanwhile.
 *
 * <p>That a port is free says little: the ports of a node that is down, or that is just starting,
 * are free, too. So each process takes its ports from a part of its own. A part is whose process
 * listens on the part's first port, and thereby free again when that process has ended, however it
 * ends.
 */
public final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int LAST = 31_999;

  /** Twenty processes at once. */
  static final int PART = 1_000;

  /** Offsets are below that. */
  private static final int SPREAD = 500;

  private static ServerSocket claim;

  private FreePorts() {}

  /** A port p so that p + offset is free for each of the offsets, which are below 500. */
  public static int base(int... offsets) {
    int first = ownPart() + 1;
    int candidates = PART - SPREAD;
    int start = new SplittableRandom().nextInt(candidates);
    for (int i = 0; i < candidates; i++) {
      int base = first + (start + i) % candidates;
      if (allFree(base, offsets)) {
        return base;
      }
    }
    throw new IllegalStateException("no free ports on loopback");
  }

  private static synchronized int ownPart() {
    for (int part = FIRST; claim == null && part + PART - 1 <= LAST; part += PART) {
      claim = claimed(part).orElse(null);
    }
    if (claim == null) {
      throw new IllegalStateException("every part of the ports has a process that uses it");
    }
    return claim.getLocalPort();
  }

  /** The claim to a part, unless another process has it. */
  static Optional<ServerSocket> claimed(int part) {
    try {
      return Optional.of(listening(part));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean allFree(int base, int... offsets) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int offset : offsets) {
        held.add(listening(base + offset));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
