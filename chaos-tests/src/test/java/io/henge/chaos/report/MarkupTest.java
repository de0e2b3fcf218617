package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void texts_stay_texts() {
    Markup out = new Markup();
    out.element("p", "</p><script>\"&'", "title", "\"><b x='");
    assertThat(out)
        .hasToString(
            "<p title=\"&quot;&gt;&lt;b x=&#39;\">"
                + "&lt;/p&gt;&lt;script&gt;&quot;&amp;&#39;</p>");
  }

  @Test
  void what_cannot_be_seen_is_named() {
    Markup out = new Markup();
    out.element("p", "a\u0000\u001b\u0085\u202e\ud800b\uffff\n\tc\uD83D\uDC8D");
    assertThat(out)
        .hasToString("<p>a\\u{0}\\u{1b}\\u{85}\\u{202e}\\u{d800}b\\u{ffff}\n\tc\uD83D\uDC8D</p>");
  }

  @Test
  void a_page_is_whole_or_none() {
    assertThatThrownBy(() -> new Markup().open("p").toString())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Markup().style("</style>"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void faults_have_the_colours_of_their_families() {
    assertThat(FaultFamily.of("SIGKILL")).isEqualTo(FaultFamily.KILL);
    assertThat(FaultFamily.of("power cut")).isEqualTo(FaultFamily.KILL);
    assertThat(FaultFamily.of("pause")).isEqualTo(FaultFamily.PAUSE);
    assertThat(FaultFamily.of("one-way partition")).isEqualTo(FaultFamily.PARTITION);
    assertThat(FaultFamily.of("Hazelcast plane cut")).isEqualTo(FaultFamily.PARTITION);
    assertThat(FaultFamily.of("slow disk")).isEqualTo(FaultFamily.DISK);
    assertThat(FaultFamily.of("slow stream")).isEqualTo(FaultFamily.LINK);
    assertThat(FaultFamily.of("ring change")).isEqualTo(FaultFamily.RING);
    assertThat(FaultFamily.of("something new")).isEqualTo(FaultFamily.OTHER);
  }
}
