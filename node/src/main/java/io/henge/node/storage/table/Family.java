package io.henge.node.storage.table;

/** The parts of a table, each with an order of its own. */
public enum Family {
  /** What is known of the keys. */
  RECORDS("records"),
  /** The keys of the records in an order of their own. */
  NAMES("names"),
  /** The bodies that are small. */
  BODIES("bodies"),
  /** A few facts about the table itself. */
  META("meta");

  private final String text;

  Family(String text) {
    this.text = text;
  }

  /** Its name on the disk; it never changes. */
  public String text() {
    return text;
  }
}
