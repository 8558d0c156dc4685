package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveLineTest {

    private static final Instant START = Instant.parse("2026-11-21T02:00:00Z");
    private static final Terminal WIDE = new Terminal(true, false, true, 80, 24);

    private final LiveLine line =
            LiveLine.ofStep("train", 3, 8, START, new SparkWork(0, 0, 1_000)).doing("fitting 200 trees on 61,204 rows");

    @Test
    void saysWhatRunsHowFarItIsAndForHowLong() {
        String text = line.text(WIDE, START.plusSeconds(65), new SparkWork(3, 1200, 0));

        assertThat(text).isEqualTo("⠙ train 3/8  fitting 200 trees on 61,204 rows  3 of 1,200 tasks  1m 05s");
    }

    @Test
    void countsTheRowsThatThisStepHasRead() {
        assertThat(line.doing("").text(WIDE, START.plusSeconds(5), new SparkWork(0, 0, 62_204)))
                .isEqualTo("⠙ train 3/8  61,204 rows read  5.0s");
    }

    @Test
    void cutsWhatItIsDoingFirst() {
        Terminal narrow = new Terminal(true, false, true, 50, 24);

        String text = line.text(narrow, START.plusSeconds(5), new SparkWork(3, 12, 0));

        assertThat(text)
                .isEqualTo("⠙ train 3/8  fitting 200 tr…  3 of 12 tasks  5.0s")
                .hasSizeLessThan(50);
    }

    @Test
    void neverReachesTheLastColumn() {
        Terminal tiny = new Terminal(true, false, true, 20, 24);

        assertThat(line.text(tiny, START.plusSeconds(5), new SparkWork(3, 12, 0)))
                .hasSizeLessThan(20);
    }

    @Test
    void staysWithinAsciiWhereTheLocaleDoes() {
        Terminal ascii = new Terminal(true, false, false, 40, 24);

        assertThat(line.text(ascii, START, SparkWork.NONE)).isEqualTo("| train 3/8  fitting 200 trees o~  0.0s");
    }

    @Test
    void leavesOutThePositionOfASingleStep() {
        assertThat(LiveLine.ofStep("train", 1, 1, START, SparkWork.NONE).text(WIDE, START, SparkWork.NONE))
                .isEqualTo("⠋ train  0.0s");
    }
}
