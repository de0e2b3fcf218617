package io.henge.cli;

import io.henge.ring.Balance;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows who is in the ring. */
@Command(name = "show", description = "Shows the members, what they hold, and what is staged.")
final class ShowCommand extends AdminCommand {
  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document ring = admin.get(SystemPaths.RING);
    if (isPrinted(ring, out)) {
      return;
    }
    ChainEntry entry = ChainEntry.parse(ring.text().strip());
    Layouts layouts = entry.layouts();
    out.printf(
        "Chain entry %d, phase %s: %d partitions, %d replicas.%n",
        entry.number(), entry.phase().word(), layouts.partitions().count(), layouts.replicas());
    Map<Integer, Integer> before = partitions(Balance.of(layouts.done()));
    Map<Integer, Integer> after = partitions(Balance.of(layouts.newest()));
    Table table = new Table("seat", "node", "peer", "client", "zone", "weight", "partitions", "");
    for (Member member : layouts.members()) {
      int had = before.getOrDefault(member.seat().number(), 0);
      int has = after.getOrDefault(member.seat().number(), 0);
      table.row(
          member.seat().number(),
          member.node(),
          member.peer(),
          member.client(),
          member.zone(),
          member.weight(),
          had == has ? has : had + " -> " + has,
          becomes(layouts, member));
    }
    table.print(out);
    StagedList.of(admin.get(SystemPaths.RING_STAGED)).printIfAny(out);
  }

  private static Map<Integer, Integer> partitions(Balance balance) {
    return balance.members().stream()
        .collect(Collectors.toMap(load -> load.member().seat().number(), Balance.Load::partitions));
  }

  private static String becomes(Layouts layouts, Member member) {
    if (layouts.givenUp().contains(member.seat())) {
      return "given up";
    }
    if (layouts.isParting(member.node())) {
      return "leaves";
    }
    return layouts.done().memberOf(member.node()).isEmpty() ? "joins" : "";
  }
}
