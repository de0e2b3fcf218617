package io.henge.chaos.check;

/** What the published contract promises, by the letters under which the reports show it. */
public enum Invariant {
  D("durability", "what was acknowledged is returned, or what replaced it"),
  U("no lost update", "two writes of which neither saw the other both survive"),
  Z("no zombie", "what was deleted stays deleted"),
  C("clean bytes", "a body is one that a client sent, whole"),
  L("latest", "a read shows nothing that an acknowledged write had replaced before it began"),
  S("siblings", "versions beside each other are of writes that did not see each other"),
  H("honesty", "a refused write has no effect, and nothing that is there is said to be absent"),
  V("convergence", "when all is healed, all owners hold the same, and nobody keeps more"),
  A("availability", "requests succeed as far as the faults allow it"),
  R("resources", "descriptors, threads and files return to what they were"),
  N("node", "a node serves again without help, and never fails in a way of its own"),
  T("told", "a fault is seen in what the nodes say of themselves");

  private final String title;
  private final String promise;

  Invariant(String title, String promise) {
    this.title = title;
    this.promise = promise;
  }

  public String title() {
    return title;
  }

  public String promise() {
    return promise;
  }
}
