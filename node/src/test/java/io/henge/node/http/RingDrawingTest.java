package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RingDrawingTest {
  private static final int KILOBYTE = 1_024;

  private static Document parsed(String drawing) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(drawing)));
  }

  private static ChainEntry founded(int members, int partitions, int replicas) {
    return ChainEntry.founding(members(members), partitions, replicas);
  }

  private static List<Member> members(int count) {
    return IntStream.range(0, count).mapToObj(FakeRing::member).toList();
  }

  private static List<String> texts(Document drawing) {
    NodeList nodes = drawing.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  @Test
  void a_drawing_names_every_member_with_its_share() throws Exception {
    Document drawing = parsed(RingDrawing.of(founded(20, 64, 3)));
    assertThat(drawing.getDocumentElement().getTagName()).isEqualTo("svg");
    for (Member member : members(20)) {
      assertThat(texts(drawing)).contains(member.peer().toString());
    }
    assertThat(texts(drawing)).contains("64 partitions", "rows of 3");
  }

  @Test
  void what_is_on_its_way_is_hatched_and_nothing_else() {
    String before = RingDrawing.of(FakeRing.FOUR);
    String during = RingDrawing.of(FakeRing.JOINING);
    assertThat(before).doesNotContain("url(#moving)");
    assertThat(during).contains("url(#moving)", ">joins<", ">leaves<", "phase dual");
    String removed =
        RingDrawing.of(
            FakeRing.FOUR.withChange(List.of(new MemberChange.Remove(FakeRing.seat(2)))));
    assertThat(removed).contains(">given up<");
  }

  @Test
  void all_partitions_are_drawn_in_every_column() {
    RingSectors sectors = new RingSectors(FakeRing.JOINING.layouts());
    assertThat(sectors.count()).isEqualTo(64);
    for (int column = 0; column < sectors.columns(); column++) {
      int at = 0;
      for (RingSectors.Run run : sectors.runs(column)) {
        assertThat(run.from()).isEqualTo(at);
        at = run.to();
        for (int partition = run.from(); partition < run.to(); partition++) {
          assertThat(FakeRing.JOINING.layouts().newest().rowOf(partition).get(column))
              .isEqualTo(run.seat());
          assertThat(FakeRing.JOINING.layouts().done().rowOf(partition).contains(run.seat()))
              .isNotEqualTo(run.isMoving());
        }
      }
      assertThat(at).isEqualTo(64);
    }
  }

  @Test
  void rings_of_any_size_stay_small() throws Exception {
    for (ChainEntry entry :
        List.of(
            founded(1, 1, 3),
            founded(2, 2, 3),
            founded(4, 1_024, 3),
            founded(20, 8_192, 16),
            founded(200, 65_536, 3))) {
      String drawing = RingDrawing.of(entry);
      parsed(drawing);
      assertThat(drawing).doesNotContain("NaN");
      assertThat(drawing.length()).isLessThan(400 * KILOBYTE);
    }
  }

  @Test
  void equal_entries_have_equal_drawings() {
    assertThat(RingDrawing.of(ChainEntry.parse(FakeRing.JOINING.toJson())))
        .isEqualTo(RingDrawing.of(FakeRing.JOINING));
  }

  @Test
  void what_is_written_is_escaped() throws Exception {
    String written = new SvgWriter().text("text", "<a & \"b\">", "class", "\"&<>").toString();
    Document document = parsed(written);
    assertThat(document.getDocumentElement().getTextContent()).isEqualTo("<a & \"b\">");
    assertThat(document.getDocumentElement().getAttribute("class")).isEqualTo("\"&<>");
  }
}
