package io.henge.node.world.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes a script from a seed. Every world has its own mood: some are stormy, some nearly quiet,
 * some busy on a single key, since different bugs live in each.
 */
final class ScriptWriter {
  /** Fewer requests prove little; more make worlds slow and failures hard to read. */
  private static final int REQUESTS = 200;

  /** Where nodes forget soon, every so many steps it is quiet for that long, so that they can. */
  private static final int LULL_EVERY = 30;

  private static final int LULL_MILLIS = 1_500;

  /** Most bodies are there by then. */
  private static final int BODY_MILLIS = 80;

  private static final List<Verb> REQUEST_VERBS =
      Arrays.stream(Verb.values()).filter(Verb::isRequest).toList();
  private static final List<Verb> FAULT_VERBS =
      Arrays.stream(Verb.values()).filter(verb -> !verb.isRequest()).toList();

  private final SplittableRandom dice;

  private ScriptWriter(long seed) {
    // Not the world's own dice: a script that was cut down must not change what is left of it.
    dice = new SplittableRandom(~seed);
  }

  static Script write(long seed) {
    return new ScriptWriter(seed).script(seed);
  }

  private Script script(long seed) {
    int nodes = 3 + (int) Math.floorMod(seed, 5L);
    int all = Script.isChanging(seed) ? nodes + Play.SPARES : nodes;
    int keys = 1 + dice.nextInt(5);
    int faultPercent = List.of(4, 12, 12, 25).get(dice.nextInt(4));
    int usualPauseMillis = List.of(4, 20, 60).get(dice.nextInt(3));
    List<Verb> faults = faultsOfThisWorld(Script.isChanging(seed));
    List<Step> steps = new ArrayList<>();
    int requests = 0;
    while (requests < REQUESTS) {
      if (Script.isForgetful(seed) && dice.nextInt(LULL_EVERY) == 0) {
        addLull(steps, all, keys);
      }
      boolean isFault = dice.nextInt(100) < faultPercent;
      Verb verb = draw(isFault ? faults : REQUEST_VERBS);
      requests += isFault ? 0 : 1;
      steps.add(step(pause(usualPauseMillis), verb, all, keys));
    }
    return new Script(seed, nodes, keys, steps);
  }

  /** All nodes are there, a key is written and deleted, and then nothing more happens for long. */
  private void addLull(List<Step> steps, int nodes, int keys) {
    List<Verb> before = new ArrayList<>(Collections.nCopies(nodes, Verb.START));
    before.addAll(List.of(Verb.RESUME, Verb.MEND, Verb.TRUST, Verb.HEAL_DISK));
    before.forEach(verb -> steps.add(step(0, verb, nodes, keys)));
    int key = dice.nextInt(keys);
    steps.add(new Step(0, Verb.PUT, dice.nextInt(nodes), key, dice.nextInt()));
    steps.add(new Step(BODY_MILLIS, Verb.DELETE, dice.nextInt(nodes), key, dice.nextInt()));
    steps.add(new Step(LULL_MILLIS, Verb.LIST_SIBLINGS, dice.nextInt(nodes), key, dice.nextInt()));
    steps.add(new Step(0, Verb.GET, dice.nextInt(nodes), key, dice.nextInt()));
  }

  private Step step(long pauseMillis, Verb verb, int nodes, int keys) {
    return new Step(pauseMillis, verb, dice.nextInt(nodes), dice.nextInt(keys), dice.nextInt());
  }

  /** At least half of all kinds: with fewer at a time each of them is worse. */
  private List<Verb> faultsOfThisWorld(boolean isChanging) {
    List<Verb> chosen = new ArrayList<>();
    for (Verb verb : FAULT_VERBS) {
      if (isOfTheRing(verb) ? isChanging : isAnEnd(verb) || dice.nextInt(4) > 0) {
        chosen.add(verb);
      }
    }
    return chosen;
  }

  private static boolean isOfTheRing(Verb verb) {
    return switch (verb) {
      case CHANGE_RING, ABORT_CHANGE, RECYCLE -> true;
      default -> false;
    };
  }

  private static boolean isAnEnd(Verb verb) {
    return switch (verb) {
      case START, RESUME, MEND, TRUST, HEAL_DISK, TAKE_BODIES, TAKE_HINTS, REPLACE -> true;
      default -> false;
    };
  }

  private long pause(int usualMillis) {
    int kind = dice.nextInt(40);
    if (kind == 0) {
      return dice.nextInt(3_000);
    }
    return kind < 10 ? 0 : dice.nextInt(usualMillis);
  }

  private Verb draw(List<Verb> verbs) {
    int all = verbs.stream().mapToInt(Verb::weight).sum();
    int roll = dice.nextInt(all);
    for (Verb verb : verbs) {
      roll -= verb.weight();
      if (roll < 0) {
        return verb;
      }
    }
    throw new IllegalStateException("weights that do not add up");
  }
}
