package io.henge.client.body;

import io.henge.client.RejectedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which parts have come, in a file beside: a line that says of what, then one for each part with
 * its checksum. Nothing is synced, as nothing is believed: a part counts only if its bytes still
 * have that checksum. While it is open the file is locked, so that no two downloads write one file.
 */
final class PartNotes implements AutoCloseable {
  private static final String FORMAT = "henge-parts 1";
  private static final Pattern LINE = Pattern.compile("([0-9]{1,9}) ([0-9a-f]{8})\n");

  private final Path path;
  private final FileChannel channel;
  private final String head;

  private PartNotes(Path path, FileChannel channel, PartPlan plan) {
    this.path = path;
    this.channel = channel;
    head =
        "%s %s %d %s %d\n"
            .formatted(
                FORMAT,
                plan.version(),
                plan.size(),
                plan.crc32c().map(HexFormat.of()::toHexDigits).orElse("-"),
                plan.partBytes());
  }

  /**
   * Opens what there is, or begins.
   *
   * @throws RejectedException {@code busy} when another download of the same file is under way
   */
  static PartNotes open(Path path, PartPlan plan) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      // One that has just come to its end removed what was opened here.
      if (channel.tryLock() != null && Files.exists(path)) {
        return new PartNotes(path, channel, plan);
      }
    } catch (OverlappingFileLockException inThisProcess) {
      // The same as another process's lock.
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
    channel.close();
    throw new RejectedException(
        "busy", "another download of " + plan.file() + " is under way", null);
  }

  /** The checksums of the parts that came before; none when that was of something else. */
  Map<Integer, Integer> noted() throws IOException {
    channel.position(0);
    String text =
        new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    Map<Integer, Integer> parts = new TreeMap<>();
    if (text.startsWith(head)) {
      Matcher line = LINE.matcher(text).region(head.length(), text.length());
      while (line.lookingAt()) {
        parts.put(Integer.parseInt(line.group(1)), HexFormat.fromHexDigits(line.group(2)));
        line.region(line.end(), text.length());
      }
    }
    return parts;
  }

  /** Begins with these parts. */
  void reset(Map<Integer, Integer> parts) throws IOException {
    channel.truncate(0);
    append(head);
    for (Map.Entry<Integer, Integer> part : parts.entrySet()) {
      note(part.getKey(), part.getValue());
    }
  }

  /** A part is there. */
  void note(int part, int crc32c) throws IOException {
    append(part + " " + HexFormat.of().toHexDigits(crc32c) + "\n");
  }

  private void append(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    long at = channel.size();
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  void remove() throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
