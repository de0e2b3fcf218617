package io.henge.bench.micro;

import io.henge.ring.placement.FoundingTable;
import io.henge.ring.placement.PlacementStep;
import io.henge.ring.placement.WeightedSeat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A step of the assignment table: one member more, one less, one of twice the weight. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlacementBenchmark {
  private static final int REPLICAS = 3;
  private static final int ZONES = 3;

  @Param({"5", "100", "1000"})
  private int members;

  @Param("65536")
  private int partitions;

  private int[] table = new int[0];
  private List<WeightedSeat> joined = List.of();
  private List<WeightedSeat> left = List.of();
  private List<WeightedSeat> weighed = List.of();

  /** Draws up the first table. */
  @Setup
  public void found() {
    table = FoundingTable.of(seats(members, 1), partitions, REPLICAS);
    joined = seats(members + 1, 1);
    left = seats(members - 1, 1);
    weighed = seats(members, 2);
  }

  private static List<WeightedSeat> seats(int count, int firstWeight) {
    return IntStream.range(0, count)
        .mapToObj(seat -> new WeightedSeat(seat, seat % ZONES, seat == 0 ? firstWeight : 1))
        .toList();
  }

  @Benchmark
  public int[] join() {
    return PlacementStep.of(table, REPLICAS, joined, REPLICAS);
  }

  @Benchmark
  public int[] leave() {
    return PlacementStep.of(table, REPLICAS, left, REPLICAS);
  }

  @Benchmark
  public int[] reweigh() {
    return PlacementStep.of(table, REPLICAS, weighed, REPLICAS);
  }
}
