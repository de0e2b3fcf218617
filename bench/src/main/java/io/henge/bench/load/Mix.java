package io.henge.bench.load;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How often each operation is asked for, relative to the others.
 *
 * @param weights from 1 to {@value #WEIGHT_MAX} for each operation that occurs, of which there is
 *     at least one
 */
record Mix(Map<Operation, Integer> weights) {
  static final int WEIGHT_MAX = 1_000_000;

  Mix {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("a mix has at least one operation");
    }
    if (weights.values().stream().anyMatch(weight -> weight < 1 || weight > WEIGHT_MAX)) {
      throw new IllegalArgumentException("a weight is 1 to " + WEIGHT_MAX + ": " + weights);
    }
    weights = Collections.unmodifiableMap(new EnumMap<>(weights));
  }

  /**
   * Reads {@code put=1,get=9}; a name alone has the weight 1.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  static Mix parse(String text) {
    Map<Operation, Integer> weights = new EnumMap<>(Operation.class);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      int weight = equals < 0 ? 1 : Integer.parseInt(part.substring(equals + 1));
      if (weights.put(Operation.ofLabel(name), weight) != null) {
        throw new IllegalArgumentException("twice in a mix: " + name);
      }
    }
    return new Mix(weights);
  }

  Set<Operation> operations() {
    return weights.keySet();
  }

  Operation choose(RandomGenerator random) {
    if (weights.size() == 1) {
      return weights.keySet().iterator().next();
    }
    int left = random.nextInt(weights.values().stream().mapToInt(Integer::intValue).sum());
    for (var entry : weights.entrySet()) {
      left -= entry.getValue();
      if (left < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("the weights do not add up: " + weights);
  }
}
