package io.henge.cli;

import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a member another share of the data, or another place. */
@Command(name = "weight", description = "Stages that a member gets another weight or zone.")
final class WeightCommand extends StagingCommand {
  @Parameters(index = "0", paramLabel = "SEAT", description = "Its seat, as henge ring show says.")
  private int seat;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "WEIGHT",
      description = "Its share of the data relative to the others, 1 to 1000.")
  private Optional<Integer> weight = Optional.empty();

  @Option(names = "--zone", paramLabel = "ZONE", description = "What fails together with it.")
  private Optional<Integer> zone = Optional.empty();

  @Override
  void run(AdminClient admin, PrintWriter out) {
    if (weight.isEmpty() && zone.isEmpty()) {
      throw badUsage("a weight, a --zone, or both are wanted");
    }
    super.run(admin, out);
  }

  @Override
  Map<String, String> staging() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("seat", Integer.toString(seat));
    weight.ifPresent(wanted -> parameters.put("weight", wanted.toString()));
    zone.ifPresent(wanted -> parameters.put("zone", wanted.toString()));
    return parameters;
  }

  @Override
  AtOnce atOnce() {
    return new AtOnce(SystemPaths.RING_WEIGHT, staging());
  }
}
