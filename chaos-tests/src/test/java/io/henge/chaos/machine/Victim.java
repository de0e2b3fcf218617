package io.henge.chaos.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The main class of processes to which something is done. */
final class Victim {
  private Victim() {}

  /** Does what its first argument says. */
  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "open" -> open();
      case "own" -> own();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** For each line, opens so many files more and tells how many it got. */
  private static void open() throws IOException {
    List<InputStream> open = new ArrayList<>();
    say("ready");
    BufferedReader in = lines(System.in);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int before = open.size();
      try {
        while (open.size() < before + Integer.parseInt(line)) {
          open.add(Files.newInputStream(Path.of("/dev/null")));
        }
      } catch (IOException e) {
        // No more descriptors.
      }
      say(Integer.toString(open.size() - before));
    }
  }

  /** Makes whatever can be made here, and waits to be killed. */
  private static void own() throws IOException {
    if (Networks.refusal().isEmpty()) {
      Networks networks = Networks.make(2);
      new ProcessBuilder(networks.place(1).in("sleep", "600")).start();
    }
    Workspace workspace = Workspace.make();
    NodeDisk disk = NodeDisk.make(workspace, 1, NodeDisk.best(), 16 << 20);
    if (disk.kind() == NodeDisk.Kind.EXT4 && Throttle.refusal().isEmpty()) {
      disk.slow(1 << 20);
    }
    if (Limits.cpuRefusal().isEmpty()) {
      Limits.cpu(ProcessHandle.current().pid(), 1);
    }
    say("ready");
    System.in.read();
  }

  private static void say(String text) {
    PrintStream out = System.out;
    out.println(text);
    out.flush();
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Such a process, which said that it is ready. */
  record Running(Process process, BufferedReader out) implements AutoCloseable {
    static Running begin(String what) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Victim.class.getName(),
                  what)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Running running = new Running(process, lines(process.getInputStream()));
      if (!Optional.of("ready").equals(Optional.ofNullable(running.out.readLine()))) {
        running.close();
        throw new IOException("a process of the test is not ready");
      }
      return running;
    }

    String ask(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return out.readLine();
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
