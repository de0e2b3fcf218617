package io.henge.cli;

import io.henge.ring.JsonFields;
import java.io.PrintWriter;
import java.util.List;

/** What is staged at a node. */
final class StagedList {
  private static final long SEAT_MAX = Integer.MAX_VALUE;

  private final List<JsonFields> wishes;

  private StagedList(List<JsonFields> wishes) {
    this.wishes = wishes;
  }

  static StagedList of(Document staged) {
    return new StagedList(staged.fields().objects("staged"));
  }

  /** Prints it with the commands that may follow. */
  void print(PrintWriter out) {
    if (wishes.isEmpty()) {
      out.println("Nothing is staged at this node.");
    } else {
      printIfAny(out);
    }
  }

  void printIfAny(PrintWriter out) {
    if (wishes.isEmpty()) {
      return;
    }
    out.println("Staged at this node, and not in force:");
    for (int index = 0; index < wishes.size(); index++) {
      out.printf("  %d  %s%n", index, text(wishes.get(index)));
    }
    out.println("What that would do:  henge ring plan");
    out.println("To begin it:         henge ring apply");
    out.println("To drop it:          henge ring revert [INDEX]");
  }

  private static String text(JsonFields wish) {
    String change = wish.string("change");
    if (change.equals("join")) {
      return "the node at " + wish.string("peer") + " joins";
    }
    String seat = "seat " + wish.integer("seat", 0, SEAT_MAX);
    if (!change.equals("weight")) {
      return seat + (change.equals("leave") ? " leaves" : " is removed");
    }
    return seat
        + " gets"
        + (wish.has("zone") ? " zone " + wish.integer("zone", 0, SEAT_MAX) : "")
        + (wish.has("weight") ? " weight " + wish.integer("weight", 0, SEAT_MAX) : "");
  }
}
