package io.henge.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Main.class.getResource("/logback.xml"));
  }

  @Test
  void an_event_is_one_line_with_time_level_logger_and_message() {
    assertThat(line("key {} stored", null, "a"))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  Main key a stored \\R");
  }

  @Test
  void what_clients_send_cannot_forge_a_line_or_colour_a_terminal() {
    assertThat(line("key {}", null, "a\r\nb\u001b[31m\u2028c"))
        .contains("key a\\r\\nb?[31m?c")
        .containsOnlyOnce("\n");
  }

  @Test
  void a_stack_trace_stays_on_the_line() {
    assertThat(line("failed", new IllegalStateException("two\nlines")))
        .contains("two | lines | at ")
        .containsOnlyOnce("\n");
  }

  @Test
  void libraries_are_quiet() {
    assertThat(context.getLogger("com.hazelcast.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.vertx.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.netty.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.henge.x").getEffectiveLevel()).isEqualTo(Level.INFO);
  }

  private String line(String message, Throwable failure, Object... arguments) {
    Logger logger = context.getLogger(Main.class);
    OutputStreamAppender<?> appender =
        (OutputStreamAppender<?>) context.getLogger("ROOT").getAppender("OUT");
    LoggingEvent event = new LoggingEvent("x", logger, Level.INFO, message, failure, arguments);
    @SuppressWarnings("unchecked")
    byte[] bytes = ((OutputStreamAppender<ILoggingEvent>) appender).getEncoder().encode(event);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
