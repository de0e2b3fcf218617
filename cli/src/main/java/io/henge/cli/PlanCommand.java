package io.henge.cli;

import io.henge.ring.JsonFields;
import io.henge.ring.wire.SystemPaths;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Shows what the staged changes would do. */
@Command(name = "plan", description = "Shows what the staged changes would do; changes nothing.")
final class PlanCommand extends AdminCommand {
  @Override
  void run(AdminClient admin, PrintWriter out) {
    Document plan = admin.get(SystemPaths.RING_PLAN);
    if (isPrinted(plan, out)) {
      return;
    }
    JsonFields fields = plan.fields();
    printMembers(fields, out);
    printZones(fields, out);
    printMoves(fields, out);
    out.printf("%nTo begin it:  henge ring apply --base %s%n", fields.string("base"));
  }

  private static void printMembers(JsonFields plan, PrintWriter out) {
    Table table =
        new Table(
            "seat",
            "node",
            "peer",
            "zone",
            "weight",
            "partitions",
            "gets",
            "gives",
            "receives",
            "will hold");
    for (JsonFields member : plan.objects("members")) {
      table.row(
          number(member, "seat"),
          member.string("node"),
          member.string("peer"),
          number(member, "zone"),
          number(member, "weight"),
          number(member, "before") + " -> " + number(member, "after"),
          number(member, "entering"),
          number(member, "leaving"),
          Amounts.bytes(number(member, "bytesIn")),
          Amounts.bytes(number(member, "bytes")));
    }
    table.print(out);
  }

  private static void printZones(JsonFields plan, PrintWriter out) {
    if (plan.objects("zones").size() > 1) {
      out.println();
      Table table = new Table("zone", "members", "replicas");
      for (JsonFields zone : plan.objects("zones")) {
        table.row(
            number(zone, "zone"),
            number(zone, "members"),
            number(zone, "before") + " -> " + number(zone, "after"));
      }
      table.print(out);
    }
  }

  private static void printMoves(JsonFields plan, PrintWriter out) {
    JsonFields replicas = plan.object("replicas");
    JsonFields bytes = plan.object("bytes");
    out.printf(
        "%nCopies %d replicas; no table for these members could do with fewer than %d.%n",
        number(replicas, "moved"), number(replicas, "leastMoved"));
    if (number(bytes, "replicasSampled") == 0) {
      out.println("How large they are is not known: the node that was asked holds none.");
    } else {
      out.printf(
          "That is about %s, in %s or more at %s/s for each member that receives.%n",
          Amounts.bytes(number(bytes, "moved")),
          Amounts.seconds(number(plan, "seconds")),
          Amounts.bytes(number(plan, "bytesPerSecond")));
      out.printf(
          "Until it is done about %s are there twice. (By %d replicas of the node that was asked.)%n",
          Amounts.bytes(number(bytes, "keptTwice")), number(bytes, "replicasSampled"));
    }
    out.printf(
        "Meanwhile every partition has %d good copies or more.%n", number(plan, "leastCopies"));
    JsonFields rows = plan.object("rowsByChanges");
    for (String changes : rows.names()) {
      out.printf("%d partitions get %s new owners.%n", number(rows, changes), changes);
    }
  }

  private static long number(JsonFields fields, String name) {
    return fields.integer(name, 0, Long.MAX_VALUE);
  }
}
