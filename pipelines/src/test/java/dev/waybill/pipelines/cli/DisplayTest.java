package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.engine.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayTest {

    private record Result() {}

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC);
    private static final Outcome PREPARED = new Outcome(
            "prepare", new Result(), "58,212 rows; 1,031 in quarantine; score 98", Duration.ofMillis(12_345));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void printsOnePlainLineAStep() {
        try (PlainDisplay display = new PlainDisplay(out)) {
            run(display);
        }

        assertThat(printed()).isEqualTo("""
                        [1/2] prepare: 58,212 rows; 1,031 in quarantine; score 98 (12.3s)
                        [2/2] train: failed (2m 05s)
                        """);
    }

    @Test
    void keepsALineOfEachFinishedStepAndErasesTheLiveOne() {
        live(new Terminal(true, false, true, 60, 24));

        assertThat(Screen.of(printed())).isEqualTo("""
                        ✓ prepare            12.3s  58,212 rows; 1,031 in quarantin…
                        ✗ train             2m 05s  failed
                        """);
    }

    @Test
    void showsWhatWaitsBelowWhatRuns() {
        LiveDisplay display =
                new LiveDisplay(out, new Terminal(true, false, true, 60, 24), CLOCK, () -> SparkWork.NONE);
        display.planned(List.of("prepare", "train", "evaluate"));
        display.doing("starting Spark");
        display.started("prepare", 1, 3);
        display.finished(PREPARED);
        display.started("train", 2, 3);
        display.paint();

        assertThat(Screen.of(printed())).isEqualTo("""
                        ✓ prepare            12.3s  58,212 rows; 1,031 in quarantin…
                        ⠋ train 2/3  0.0s
                          evaluate                  waiting""");
    }

    @Test
    void saysNoMoreWhatIsOver() {
        LiveDisplay display =
                new LiveDisplay(out, new Terminal(true, false, true, 60, 24), CLOCK, () -> SparkWork.NONE);
        display.started("prepare", 1, 3);
        display.doing("starting Spark");
        display.paint();
        assertThat(Screen.of(printed())).isEqualTo("⠋ prepare 1/3  starting Spark  0.0s");

        display.doing("");
        assertThat(Screen.of(printed())).isEqualTo("⠋ prepare 1/3  0.0s");
    }

    @Test
    void neverPaintsMoreLinesThanTheTerminalHas() {
        LiveDisplay display = new LiveDisplay(out, new Terminal(true, false, true, 60, 5), CLOCK, () -> SparkWork.NONE);
        display.planned(List.of("a", "b", "c", "d", "e"));
        display.started("a", 1, 5);
        display.note("one thing");

        display.paint();

        assertThat(Screen.of(printed())).isEqualTo("""
                        one thing
                        ⠋ a 1/5  0.0s
                          b                         waiting
                          c                         waiting
                          2 more waiting""");
    }

    @Test
    void colorsOnlyTheMark() {
        live(new Terminal(true, true, true, 80, 24));

        assertThat(printed()).contains("\u001b[32m✓\u001b[0m prepare ", "\u001b[31m✗\u001b[0m train ");
    }

    @Test
    void paintsNothingAfterItsEnd() {
        LiveDisplay display = live(new Terminal(true, false, true, 60, 24));
        String before = printed();

        display.paint();

        assertThat(printed()).isEqualTo(before);
    }

    private LiveDisplay live(Terminal terminal) {
        LiveDisplay display = new LiveDisplay(out, terminal, CLOCK, () -> new SparkWork(1, 2, 0));
        try (display) {
            run(display);
        }
        return display;
    }

    private static void run(Display display) {
        display.doing("starting Spark");
        display.started("prepare", 1, 2);
        display.doing("reading");
        display.finished(PREPARED);
        display.started("train", 2, 2);
        display.failed(Duration.ofSeconds(125));
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
