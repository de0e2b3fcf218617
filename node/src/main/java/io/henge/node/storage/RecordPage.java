package io.henge.node.storage;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * Some records, one after the other, and what was found of them.
 *
 * @param last the table key of the last one; empty when there were none
 * @param records how many
 * @param bytes of small bodies that were read
 * @param files the bodies that are to be checked yet
 * @param corrupt small bodies that are not what was stored
 * @param missing small bodies that are not there
 * @param unreadable the table keys of records that cannot be read as such
 */
record RecordPage(
    Optional<Buffer> last,
    int records,
    long bytes,
    List<BodyPlace> files,
    List<Damage> corrupt,
    List<Damage> missing,
    List<Buffer> unreadable) {
  RecordPage {
    files = List.copyOf(files);
    corrupt = List.copyOf(corrupt);
    missing = List.copyOf(missing);
    unreadable = List.copyOf(unreadable);
  }
}
