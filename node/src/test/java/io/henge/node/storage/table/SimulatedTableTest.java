package io.henge.node.storage.table;

import static org.assertj.core.api.Assertions.fail;

import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The simulated table behaves like the real one. */
class SimulatedTableTest extends TableContract {
  private static final Path ROOT = Path.of("/data");

  private static Vertx vertx;

  private final SimulatedMedium medium = SimulatedMedium.of(vertx, Image.of(List.of(ROOT)));

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Override
  Table open() throws IOException {
    return medium.tables().open(failure -> fail("in the background", failure));
  }

  @Override
  Path copyDirectory() {
    return ROOT.resolve("copy");
  }

  @Override
  Table openCopy() throws IOException {
    return medium.checkpoint(copyDirectory()).open(failure -> fail("in the background", failure));
  }
}
