package io.henge.node.storage.disk;

import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import java.nio.file.Path;
import java.util.List;

/** The simulated files behave like the real ones. */
class SimulatedDiskTest extends DiskContract {
  private static final Path ROOT = Path.of("/data");

  @Override
  Disk open() {
    return SimulatedMedium.of(vertx(), Image.of(List.of(ROOT))).disk();
  }

  @Override
  Path root() {
    return ROOT;
  }
}
