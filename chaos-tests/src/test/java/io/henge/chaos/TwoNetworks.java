package io.henge.chaos;

import io.henge.chaos.cluster.Place;
import io.henge.chaos.machine.Command;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two network namespaces of their own on one bridge, both of which the test reaches, whatever lies
 * between them. While they are cut from each other, packets vanish without a word, as they do when
 * a switch fails. The names of all that it makes tell the process it belongs to; it is removed at
 * the end, and what a killed run left is removed before the next one.
 */
final class TwoNetworks implements AutoCloseable {
  private static final String PREFIX = "hng";
  private static final Pattern OWNED = Pattern.compile("\\b" + PREFIX + "(\\d+)[ab]?\\b");
  private static final List<String> SIDES = List.of("a", "b");
  private static final int OWN_ADDRESS = 254;

  private final String name = PREFIX + ProcessHandle.current().pid();
  private final String subnet = "10.77." + ProcessHandle.current().pid() % 256 + ".";
  private final Thread hook = new Thread(() -> remove(name));

  /** What {@link #cut(int, int)} has set up, as arguments of {@code ip}. */
  private final List<Rule> rules = new ArrayList<>();

  private TwoNetworks() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A rule of the routing of one side. */
  private record Rule(String side, List<String> what) {
    void set(String addOrDelete) {
      List<String> command = new ArrayList<>(List.of("-n", side, "rule", addOrDelete));
      command.addAll(what);
      ip(command.toArray(String[]::new));
    }
  }

  /**
   * Why none can be made here, or not be cut in this way; empty when they can. Prints REDUCED then.
   */
  static Optional<String> refusal(String test, Consumer<TwoNetworks> cut) {
    Optional<String> refusal = refusal(cut);
    refusal.ifPresent(why -> Numbers.print("%s: REDUCED, it did not run: %s", test, why));
    return refusal;
  }

  private static Optional<String> refusal(Consumer<TwoNetworks> cut) {
    if (!Command.run("id", "-u").output().strip().equals("0")) {
      return Optional.of("only root may make networks");
    }
    if (Command.run("ip", "-V").exit() == Command.NOT_FOUND) {
      return Optional.of("there is no ip command");
    }
    sweep();
    try (TwoNetworks probe = make()) {
      cut.accept(probe);
      return Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.of(e.getMessage());
    }
  }

  static TwoNetworks make() {
    TwoNetworks made = new TwoNetworks();
    try {
      made.begin();
      return made;
    } catch (UncheckedIOException e) {
      made.close();
      throw e;
    }
  }

  private void begin() {
    ip("link", "add", name, "type", "bridge");
    ip("addr", "add", subnet + OWN_ADDRESS + "/24", "dev", name);
    ip("link", "set", name, "up");
    for (int side = 0; side < SIDES.size(); side++) {
      String there = name + SIDES.get(side);
      ip("netns", "add", there);
      ip("link", "add", there, "type", "veth", "peer", "name", "eth0", "netns", there);
      ip("link", "set", there, "master", name, "up");
      ip("-n", there, "addr", "add", host(side) + "/24", "dev", "eth0");
      ip("-n", there, "link", "set", "eth0", "up");
      ip("-n", there, "link", "set", "lo", "up");
      // What comes in is looked up here before all other rules, usually. A cut is to come first.
      ip("-n", there, "rule", "add", "pref", "100", "lookup", "local");
      ip("-n", there, "rule", "del", "pref", "0");
    }
  }

  private String host(int side) {
    return subnet + (side + 1);
  }

  /** Where nodes of the first side, 0, or the second, 1, run. */
  Place side(int side) {
    return new Place(host(side), List.of("ip", "netns", "exec", name + SIDES.get(side)));
  }

  /** From now on nothing gets from one side to the other. */
  void cut() {
    isolate("on");
  }

  /**
   * From now on nothing of TCP connections to these ports, from the first to the last one, gets
   * from one side to the other, whichever side began them; everything else does.
   */
  void cut(int firstPort, int lastPort) {
    for (int side = 0; side < SIDES.size(); side++) {
      for (String end : List.of("sport", "dport")) {
        String ports = firstPort + "-" + lastPort;
        // It is dropped where it arrives: its sender hears nothing, as if it had been lost.
        Rule rule =
            new Rule(
                name + SIDES.get(side),
                List.of(
                    "pref",
                    "10",
                    "from",
                    host(1 - side),
                    "ipproto",
                    "tcp",
                    end,
                    ports,
                    "blackhole"));
        rule.set("add");
        rules.add(rule);
      }
    }
  }

  /** All gets there again. */
  void heal() {
    isolate("off");
    rules.forEach(rule -> rule.set("del"));
    rules.clear();
  }

  /** Isolated ports of a bridge reach the bridge and not each other. */
  private void isolate(String onOrOff) {
    for (String side : SIDES) {
      ip("link", "set", name + side, "type", "bridge_slave", "isolated", onOrOff);
    }
  }

  private static void ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Command.must(command);
  }

  @Override
  public void close() {
    remove(name);
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Links go before the namespaces, which take theirs along some time later. */
  private static void remove(String name) {
    for (String side : SIDES) {
      Command.run("ip", "link", "del", name + side);
      Command.run("ip", "netns", "del", name + side);
    }
    Command.run("ip", "link", "del", name);
  }

  /** Removes what processes left that are gone. */
  private static void sweep() {
    String found = Command.run("ip", "netns").output() + Command.run("ip", "-br", "link").output();
    Matcher owned = OWNED.matcher(found);
    while (owned.find()) {
      boolean isOrphan =
          ProcessHandle.of(Long.parseLong(owned.group(1))).filter(ProcessHandle::isAlive).isEmpty();
      if (isOrphan) {
        remove(PREFIX + owned.group(1));
      }
    }
  }
}
