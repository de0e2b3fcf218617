package io.henge.chaos.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs of ports of the loopback interface that nobody uses. They lie below the range from which the
 * system takes the local ports of outgoing connections, so that nobody takes them meanwhile. Each
 * process of a build looks in a part of its own: the ports of a node that is down are free, too.
 */
public final class FreePorts {
  private static final int PART = 9_000;
  private static final int FIRST = 12_000 + PART * ((Integer.getInteger("henge.fork", 1) - 1) % 2);

  /** Offsets are below that. */
  private static final int SPREAD = 500;

  private static final int ATTEMPTS_MAX = 1000;

  private FreePorts() {}

  /** A port p so that p + offset is free for each of the offsets. */
  public static int base(int... offsets) {
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
      int base = random.nextInt(FIRST, FIRST + PART - SPREAD);
      if (allFree(base, offsets)) {
        return base;
      }
    }
    throw new IllegalStateException("no free ports on loopback");
  }

  private static boolean allFree(int base, int... offsets) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int offset : offsets) {
        ServerSocket socket = new ServerSocket();
        held.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), base + offset));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      held.forEach(FreePorts::close);
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
