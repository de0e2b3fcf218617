package io.henge.chaos;

import io.henge.chaos.machine.Networks;
import java.util.Optional;

/** Tests that cannot be run on this machine, or not wholly: they say so and prove less. */
public final class Reduced {
  private Reduced() {}

  /** Whether no networks can be made here. */
  public static boolean isNetworkless(String test) {
    return is(test, Networks.refusal());
  }

  /** Whether there is a reason; prints it. */
  public static boolean is(String test, Optional<String> reason) {
    reason.ifPresent(why -> Numbers.print("%s: REDUCED, it did not run: %s", test, why));
    return reason.isPresent();
  }
}
