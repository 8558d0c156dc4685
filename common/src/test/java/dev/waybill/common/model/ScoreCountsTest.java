package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.ScoreCounts.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seven odd and thirteen normal rows, many of them with equal scores, and three without a label. */
class ScoreCountsTest {

    private static final ScoreCounts COUNTS = new ScoreCounts(List.of(
            new Cell(0.9, 2, 0, 2),
            new Cell(0.8, 3, 1, 5),
            new Cell(0.5, 1, 4, 6),
            new Cell(0.4, 0, 2, 2),
            new Cell(0.1, 1, 6, 8)));

    /** Pair by pair. */
    @Test
    void areaCountsTiesHalf() {
        double wins = 2 * 13 + 3 * (0.5 * 1 + 12) + 1 * (0.5 * 4 + 8) + 1 * (0.5 * 6);
        assertThat(COUNTS.auc()).isCloseTo(wins / (7 * 13), within(1e-15));
    }

    /** As scikit-learn's average_precision_score: the sum over thresholds of recall gained times precision. */
    @Test
    void averagesPrecisionOverThresholds() {
        double expected = 2 / 7.0 * 1 + 3 / 7.0 * 5 / 6 + 1 / 7.0 * 6 / 11 + 1 / 7.0 * 7 / 20;
        assertThat(COUNTS.averagePrecision()).isCloseTo(expected, within(1e-15));
    }

    @Test
    void thresholdFlagsAShareOfAllRowsAtLeast() {
        assertThat(COUNTS.threshold(0.05)).isEqualTo(0.9); // 23 rows: two of them
        assertThat(COUNTS.threshold(2 / 23.0)).isEqualTo(0.9);
        assertThat(COUNTS.threshold(0.1)).isEqualTo(0.8);
        assertThat(COUNTS.threshold(0.5)).isEqualTo(0.5);
        assertThat(COUNTS.figures(0.8)).containsEntry("flagged", 7.0).containsEntry("precision", 5 / 6.0);
    }

    /** The mean of what odd rows lose is 1 - AUC. */
    @Test
    void lossesOfOddRowsAddUp() {
        RankLoss loss = RankLoss.of(COUNTS);
        double sum = COUNTS.cells().stream()
                .mapToDouble(cell -> cell.odd() * loss.of(cell.score()))
                .sum();
        assertThat(sum / 7).isCloseTo(1 - COUNTS.auc(), within(1e-15));
        assertThatThrownBy(() -> loss.of(0.3)).hasMessage("No row was counted with the score 0.3");
    }

    /** From the placement values of DeLong et al., written out. */
    @Test
    void errorIsDeLongs() {
        double auc = COUNTS.auc();
        double[] odd = {1, 1, 12.5 / 13, 12.5 / 13, 12.5 / 13, 10 / 13.0, 3 / 13.0};
        double[] normal = {
            3.5 / 7, 5.5 / 7, 5.5 / 7, 5.5 / 7, 5.5 / 7, 6 / 7.0, 6 / 7.0, 6.5 / 7, 6.5 / 7, 6.5 / 7, 6.5 / 7, 6.5 / 7,
            6.5 / 7
        };
        assertThat(COUNTS.aucError())
                .isCloseTo(Math.sqrt(variance(odd, auc) / 7 + variance(normal, auc) / 13), within(1e-12));
    }

    private static double variance(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    @Test
    void leavesOutWhatOneKindAloneCannotTell() {
        ScoreCounts normal = new ScoreCounts(List.of(new Cell(0.5, 0, 3, 4)));
        assertThat(normal.figures(0.6))
                .containsOnlyKeys("rows", "flagged", "flagged_share", "labelled_rows", "odd_rows");
    }
}
