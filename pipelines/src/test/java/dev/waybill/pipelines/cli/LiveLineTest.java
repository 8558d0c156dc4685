package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveLineTest {

    private static final Instant START = Instant.parse("2026-11-21T02:00:00Z");
    private static final Terminal WIDE = new Terminal(true, false, true, 80);

    private final LiveLine line = LiveLine.ofStep("train", 3, 8, START).doing("fitting 200 trees on 61,204 rows");

    @Test
    void saysWhatRunsHowFarItIsAndForHowLong() {
        String text = line.text(WIDE, START.plusSeconds(65), Optional.of(new TaskCount(3, 1200)));

        assertThat(text).isEqualTo("⠙ train 3/8  fitting 200 trees on 61,204 rows  3 of 1,200 tasks  1m 05s");
    }

    @Test
    void cutsWhatItIsDoingFirst() {
        Terminal narrow = new Terminal(true, false, true, 50);

        String text = line.text(narrow, START.plusSeconds(5), Optional.of(new TaskCount(3, 12)));

        assertThat(text)
                .isEqualTo("⠙ train 3/8  fitting 200 tr…  3 of 12 tasks  5.0s")
                .hasSizeLessThan(50);
    }

    @Test
    void neverReachesTheLastColumn() {
        Terminal tiny = new Terminal(true, false, true, 20);

        assertThat(line.text(tiny, START.plusSeconds(5), Optional.of(new TaskCount(3, 12))))
                .hasSizeLessThan(20);
    }

    @Test
    void staysWithinAsciiWhereTheLocaleDoes() {
        Terminal ascii = new Terminal(true, false, false, 40);

        assertThat(line.text(ascii, START, Optional.empty())).isEqualTo("| train 3/8  fitting 200 trees o~  0.0s");
    }

    @Test
    void leavesOutThePositionOfASingleStep() {
        assertThat(LiveLine.ofStep("train", 1, 1, START).text(WIDE, START, Optional.empty()))
                .isEqualTo("⠋ train  0.0s");
    }
}
