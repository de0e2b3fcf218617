package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Set<String> LOADING =
      Set.of(
          "script", "img", "link", "iframe", "object", "embed", "base", "form", "audio", "video");
  private static final Pattern SELF_CLOSED = Pattern.compile("<([a-z0-9]+)[^<>]*/>");

  /** HTML closes no other of its elements that way. */
  private static final Set<String> VOID = Set.of("meta", "path", "rect");

  @TempDir Path directory;

  @Test
  void a_page_says_its_verdict_first() throws Exception {
    assertThat(verdictOf(SampleRuns.passing(3, 500))).isEqualTo("✓PASS");
    assertThat(verdictOf(SampleRuns.reduced())).isEqualTo("◐REDUCED");
    assertThat(verdictOf(SampleRuns.failing())).isEqualTo("✗FAIL");
    assertThat(verdictOf(SampleRuns.empty())).isEqualTo("◐REDUCED");
  }

  @Test
  void only_what_failed_is_open() throws Exception {
    List<String> open = new ArrayList<>();
    for (Element details : elements(page(SampleRuns.failing()), "details")) {
      if (details.hasAttribute("open")) {
        open.add(details.getAttribute("class"));
      }
    }
    assertThat(open).containsExactly("schedule fail", "schedule fail");
  }

  @Test
  void links_lead_somewhere_within_the_page_and_nothing_is_loaded() throws Exception {
    for (RunResult run : List.of(SampleRuns.failing(), SampleRuns.reduced())) {
      Set<String> ids = new HashSet<>();
      List<String> links = new ArrayList<>();
      for (Element element : elements(page(run), "*")) {
        assertThat(LOADING).doesNotContain(element.getTagName());
        assertThat(element.hasAttribute("src")).isFalse();
        if (element.hasAttribute("id")) {
          assertThat(ids.add(element.getAttribute("id"))).isTrue();
        }
        if (element.hasAttribute("href")) {
          links.add(element.getAttribute("href"));
        }
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
          assertThat(element.getAttributes().item(i).getNodeName()).doesNotStartWith("on");
        }
      }
      assertThat(links)
          .isNotEmpty()
          .allMatch(it -> it.startsWith("#") && ids.contains(it.substring(1)));
    }
    String text = Files.readString(directory.resolve(Report.PAGE));
    assertThat(text).doesNotContain("http://", "https://", "url(\"", "@import");
  }

  @Test
  void hostile_texts_are_shown_and_do_nothing() throws Exception {
    Document page = page(SampleRuns.failing());
    String visible =
        SampleRuns.HOSTILE
            .replace("\u0000", "\\u{0}")
            .replace("\u001b", "\\u{1b}")
            .replace("\ud800", "\\u{d800}")
            .replace("\u202e", "\\u{202e}");
    assertThat(page.getDocumentElement().getTextContent()).contains(visible);
    String text = Files.readString(directory.resolve(Report.PAGE));
    assertThat(text).doesNotContain("<img", "<script", "</script", "]]>");
    JsonObject results = results();
    JsonObject hostile = results.getJsonArray("schedules").getJsonObject(2);
    assertThat(hostile.getJsonArray("findings").getJsonObject(0).getString("text"))
        .isEqualTo(SampleRuns.HOSTILE.replace('\ud800', '?'));
  }

  @Test
  void html_reads_the_same_elements_as_xml() throws Exception {
    page(SampleRuns.failing());
    String text = Files.readString(directory.resolve(Report.PAGE));
    assertThat(SELF_CLOSED.matcher(text).results().map(it -> it.group(1))).isSubsetOf(VOID);
  }

  @Test
  void drawings_have_a_text_in_their_place() throws Exception {
    for (Element svg : elements(page(SampleRuns.failing()), "svg")) {
      assertThat(svg.hasAttribute("aria-hidden") || !svg.getAttribute("aria-label").isEmpty())
          .isTrue();
    }
  }

  @Test
  void the_same_run_gives_the_same_bytes() throws IOException {
    for (String name : List.of("one", "two")) {
      Report.write(SampleRuns.failing(), directory.resolve(name));
    }
    for (String file : List.of(Report.PAGE, Report.RESULTS)) {
      assertThat(directory.resolve("one").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("two").resolve(file));
    }
  }

  @Test
  void two_hundred_schedules_make_a_file_that_can_be_sent() throws Exception {
    Report.write(SampleRuns.failingAll(200, 2_000), directory);
    assertThat(Files.size(directory.resolve(Report.PAGE))).isLessThan(6_000_000);
    assertThat(Files.size(directory.resolve(Report.RESULTS))).isLessThan(6_000_000);
  }

  @Test
  void results_have_what_the_page_says() throws Exception {
    page(SampleRuns.failing());
    JsonObject results = results();
    assertThat(results.getString("verdict")).isEqualTo("FAIL");
    assertThat(results.getJsonArray("schedules")).hasSize(3);
    JsonObject lost = results.getJsonArray("schedules").getJsonObject(1);
    assertThat(lost.getString("verdict")).isEqualTo("FAIL");
    assertThat(lost.getString("command")).contains("--seed " + lost.getLong("seed"));
    assertThat(lost.getJsonObject("figures").getLong("operations")).isEqualTo(2_000);
    assertThat(lost.getJsonArray("findings").getJsonObject(0).getString("invariant"))
        .isEqualTo("D");
    assertThat(lost.getJsonObject("seconds").getJsonArray("ok")).hasSize(25);
  }

  private String verdictOf(RunResult run) throws Exception {
    for (Element element : elements(page(run), "p")) {
      if (element.getAttribute("id").equals("verdict")) {
        return element.getTextContent();
      }
    }
    return "none";
  }

  private JsonObject results() throws IOException {
    return new JsonObject(Files.readString(directory.resolve(Report.RESULTS)));
  }

  /** The page of a run, read as XML. */
  private Document page(RunResult run) throws Exception {
    Report.write(run, directory);
    String text = Files.readString(directory.resolve(Report.PAGE));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}
