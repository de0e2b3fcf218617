package io.henge.ring;

import io.henge.ring.placement.WeightedSeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Chain entries as JSON: the one canonical form that is digested, stored, sent and shown.
 *
 * <p>Fields stand in a fixed order without blanks; members by seat, buckets by name. Reading is
 * lenient about order and blanks and about nothing else: unknown, missing or repeated fields,
 * another format, and whatever breaks an invariant of the entry are refused.
 */
final class ChainDocument {
  private static final int FORMAT = 1;
  private static final String HASH = "sha256/64";
  private static final Set<String> ENTRY_FIELDS =
      Set.of(
          "format",
          "hash",
          "generation",
          "number",
          "parent",
          "phase",
          "partitions",
          "replicas",
          "readQuorum",
          "writeQuorum",
          "members",
          "table",
          "buckets",
          "retired");
  private static final Set<String> LATER_FIELDS =
      Set.of("founding", "begun", "begunBy", "since", "before", "next");
  private static final Set<String> NEXT_FIELDS =
      Set.of("since", "before", "members", "table", "givenUp");
  private static final Set<String> MEMBER_FIELDS =
      Set.of("seat", "node", "incarnation", "peer", "client", "zone", "weight");
  private static final Set<String> RETIRED_FIELDS = Set.of("seat", "node", "incarnation");
  private static final Set<String> BUCKET_FIELDS = Set.of("conflict");
  private static final Set<String> LATER_BUCKET_FIELDS = Set.of("r", "w", "sloppy");

  private ChainDocument() {}

  static String write(ChainEntry entry) {
    Layout layout = entry.layout();
    StringBuilder json = new StringBuilder(256 + 16 * layout.partitions().count());
    json.append("{\"format\":").append(FORMAT);
    json.append(",\"hash\":").append(Json.quote(HASH));
    json.append(",\"generation\":").append(entry.generation().number());
    json.append(",\"number\":").append(entry.number());
    json.append(",\"parent\":").append(Json.quote(entry.parentDigest()));
    if (entry.number() > 1) {
      json.append(",\"founding\":").append(Json.quote(entry.foundingDigest()));
    }
    if (entry.generation().number() > 1) {
      json.append(",\"begun\":").append(entry.generation().since());
      json.append(",\"begunBy\":").append(Json.quote(entry.generation().begunBy()));
    }
    json.append(",\"phase\":").append(Json.quote(entry.phase().word()));
    json.append(",\"partitions\":").append(layout.partitions().count());
    json.append(",\"replicas\":").append(layout.replicas());
    json.append(",\"readQuorum\":").append(entry.quorums().read());
    json.append(",\"writeQuorum\":").append(entry.quorums().write());
    json.append(',');
    if (!layout.age().equals(LayoutAge.FOUNDING)) {
      writeAge(layout.age(), json);
    }
    writeMembersAndTable(layout, json);
    entry.layouts().next().ifPresent(next -> writeNext(next, entry.layouts().givenUp(), json));
    json.append(",\"buckets\":{");
    join(entry.buckets().entrySet(), json, ChainDocument::writeBucket);
    json.append("},\"retired\":[");
    join(entry.retired(), json, ChainDocument::writeRetired);
    return json.append("]}").toString();
  }

  private static void writeMembersAndTable(Layout layout, StringBuilder json) {
    json.append("\"members\":[");
    join(layout.members(), json, ChainDocument::writeMember);
    json.append("],\"table\":[");
    writeRows(layout.table(), json);
    json.append(']');
  }

  private static void writeAge(LayoutAge age, StringBuilder json) {
    json.append("\"since\":").append(age.since());
    json.append(",\"before\":").append(age.before()).append(',');
  }

  private static void writeNext(Layout next, Set<Seat> givenUp, StringBuilder json) {
    json.append(",\"next\":{");
    writeAge(next.age(), json);
    writeMembersAndTable(next, json);
    json.append(",\"givenUp\":[");
    join(givenUp, json, seat -> Integer.toString(seat.number()));
    json.append("]}");
  }

  private static <T> void join(Iterable<T> items, StringBuilder json, Function<T, String> write) {
    String separator = "";
    for (T item : items) {
      json.append(separator).append(write.apply(item));
      separator = ",";
    }
  }

  private static String writeMember(Member member) {
    return "{"
        + writeIdentity(member.seat(), member.node(), member.incarnation())
        + ",\"peer\":"
        + Json.quote(member.peer().toString())
        + ",\"client\":"
        + Json.quote(member.client().toString())
        + ",\"zone\":"
        + member.zone()
        + ",\"weight\":"
        + member.weight()
        + "}";
  }

  private static String writeRetired(RetiredMember retired) {
    return "{" + writeIdentity(retired.seat(), retired.node(), retired.incarnation()) + "}";
  }

  private static String writeIdentity(Seat seat, NodeId node, Incarnation incarnation) {
    return "\"seat\":"
        + seat.number()
        + ",\"node\":"
        + Json.quote(node.toString())
        + ",\"incarnation\":"
        + Json.quote(incarnation.toString());
  }

  private static String writeBucket(Map.Entry<String, BucketPolicy> bucket) {
    BucketPolicy policy = bucket.getValue();
    StringBuilder json = new StringBuilder(Json.quote(bucket.getKey()));
    json.append(":{\"conflict\":").append(Json.quote(policy.conflict().word()));
    policy.r().ifPresent(r -> json.append(",\"r\":").append(r));
    policy.w().ifPresent(w -> json.append(",\"w\":").append(w));
    if (!policy.sloppyWrites()) {
      json.append(",\"sloppy\":false");
    }
    return json.append('}').toString();
  }

  private static void writeRows(AssignmentTable table, StringBuilder json) {
    for (int partition = 0; partition < table.partitions(); partition++) {
      json.append(partition == 0 ? "[" : ",[");
      String separator = "";
      for (Seat seat : table.row(partition)) {
        json.append(separator).append(seat.number());
        separator = ",";
      }
      json.append(']');
    }
  }

  static ChainEntry read(String text) {
    JsonFields fields = JsonFields.of("entry", Json.parse(text));
    long format = fields.integer("format", 1, Long.MAX_VALUE);
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "the entry has format " + format + "; this version reads up to format " + FORMAT);
    }
    long number = fields.integer("number", 1, Long.MAX_VALUE);
    // An entry names its founding, and the founding entry cannot name itself.
    fields.within(ENTRY_FIELDS, number == 1 ? Set.of() : LATER_FIELDS);
    Quorums quorums =
        new Quorums(
            (int) fields.integer("readQuorum", 1, Layout.REPLICAS_MAX),
            (int) fields.integer("writeQuorum", 1, Layout.REPLICAS_MAX));
    if (!fields.string("hash").equals(HASH)) {
      throw new IllegalArgumentException(
          "keys are hashed by '" + fields.string("hash") + "'; only " + HASH + " is known");
    }
    return new ChainEntry(
        readGeneration(fields),
        number,
        new Lineage(number == 1 ? "" : fields.string("founding"), fields.string("parent")),
        readLayouts(fields),
        quorums,
        readBuckets(fields.object("buckets")),
        readEach(fields, "retired", ChainDocument::readRetired));
  }

  /** The first one begins with the founding, and says no more of itself. */
  private static Generation readGeneration(JsonFields fields) {
    long number = fields.integer("generation", 1, Long.MAX_VALUE);
    return number == 1 && !fields.has("begun") && !fields.has("begunBy")
        ? Generation.FIRST
        : new Generation(
            number, fields.integer("begun", 1, Long.MAX_VALUE), fields.string("begunBy"));
  }

  private static Layouts readLayouts(JsonFields fields) {
    Phase phase = readWord(fields, "phase", Phase.values(), Phase::word);
    Layout done = readLayout(fields, fields);
    if ((phase == Phase.DONE) == fields.has("next")) {
      throw new IllegalArgumentException(
          fields.pathOf("next") + ": due in the phases dual and moved, and in no other");
    }
    if (phase == Phase.DONE) {
      return Layouts.done(done);
    }
    JsonFields next = fields.object("next").exactly(NEXT_FIELDS);
    Set<Seat> givenUp = new TreeSet<>();
    for (Object seat : next.array("givenUp")) {
      givenUp.add(
          new Seat((int) JsonFields.integer(next.pathOf("givenUp"), seat, 0, Integer.MAX_VALUE)));
    }
    return Layouts.changing(phase, done, readLayout(fields, next), givenUp);
  }

  /** What is fixed for good stands in the entry itself. */
  private static Layout readLayout(JsonFields entry, JsonFields fields) {
    Partitions partitions =
        new Partitions((int) entry.integer("partitions", 1, Partitions.COUNT_MAX));
    int replicas = (int) entry.integer("replicas", 1, Layout.REPLICAS_MAX);
    List<Member> members = readEach(fields, "members", ChainDocument::readMember);
    AssignmentTable table = readTable(fields.pathOf("table"), fields.array("table"));
    return new Layout(members, partitions, replicas, table, readAge(fields));
  }

  private static LayoutAge readAge(JsonFields fields) {
    return fields.has("since") || fields.has("before")
        ? new LayoutAge(
            fields.integer("since", 2, Long.MAX_VALUE), fields.integer("before", 1, Long.MAX_VALUE))
        : LayoutAge.FOUNDING;
  }

  private static AssignmentTable readTable(String path, List<?> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(path + ": a table has at least one row");
    }
    int width = JsonFields.array(path + "[0]", rows.get(0)).size();
    int[] seats = new int[Math.multiplyExact(width, rows.size())];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      String rowPath = path + "[" + r + "]";
      List<?> row = JsonFields.array(rowPath, rows.get(r));
      if (row.size() != width) {
        throw new IllegalArgumentException(rowPath + ": the row is not as long as the first");
      }
      for (Object seat : row) {
        seats[next++] = (int) JsonFields.integer(rowPath, seat, 0, Integer.MAX_VALUE);
      }
    }
    return AssignmentTable.of(width, seats);
  }

  private static Member readMember(JsonFields fields) {
    fields.exactly(MEMBER_FIELDS);
    return new Member(
        readSeat(fields),
        readText(fields, "node", NodeId::parse),
        readText(fields, "incarnation", Incarnation::parse),
        readText(fields, "peer", Address::parse),
        readText(fields, "client", Address::parse),
        (int) fields.integer("zone", 0, Integer.MAX_VALUE),
        (int) fields.integer("weight", 1, WeightedSeat.WEIGHT_MAX));
  }

  private static RetiredMember readRetired(JsonFields fields) {
    fields.exactly(RETIRED_FIELDS);
    return new RetiredMember(
        readSeat(fields),
        readText(fields, "node", NodeId::parse),
        readText(fields, "incarnation", Incarnation::parse));
  }

  private static Map<String, BucketPolicy> readBuckets(JsonFields buckets) {
    Map<String, BucketPolicy> policies = new TreeMap<>();
    for (String name : buckets.names()) {
      JsonFields bucket = buckets.object(name).within(BUCKET_FIELDS, LATER_BUCKET_FIELDS);
      policies.put(
          name,
          new BucketPolicy(
              readWord(bucket, "conflict", ConflictPolicy.values(), ConflictPolicy::word),
              readQuorum(bucket, "r"),
              readQuorum(bucket, "w"),
              !bucket.has("sloppy") || bucket.bool("sloppy")));
    }
    return policies;
  }

  private static OptionalInt readQuorum(JsonFields bucket, String name) {
    return bucket.has(name)
        ? OptionalInt.of((int) bucket.integer(name, 1, Layout.REPLICAS_MAX))
        : OptionalInt.empty();
  }

  private static Seat readSeat(JsonFields fields) {
    return new Seat((int) fields.integer("seat", 0, Integer.MAX_VALUE));
  }

  private static <T> List<T> readEach(
      JsonFields fields, String name, Function<JsonFields, T> read) {
    List<?> items = fields.array(name);
    List<T> values = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      values.add(read.apply(JsonFields.of(fields.pathOf(name) + "[" + i + "]", items.get(i))));
    }
    return values;
  }

  private static <T> T readText(JsonFields fields, String name, Function<String, T> parse) {
    try {
      return parse.apply(fields.string(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(fields.pathOf(name) + ": " + e.getMessage(), e);
    }
  }

  private static <T> T readWord(
      JsonFields fields, String name, T[] values, Function<T, String> word) {
    String wanted = fields.string(name);
    return Arrays.stream(values)
        .filter(value -> word.apply(value).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    fields.pathOf(name) + ": there is no '" + wanted + "'"));
  }
}
