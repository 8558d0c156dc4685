package dev.waybill.common.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What an odd row of some score adds to 1 - AUC: the share of normal rows with a higher score, those with the same counted
 * half. One less is the placement value of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988).
 */
public final class RankLoss implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The scores there are, from the least on. */
    private final double[] scores;

    private final double[] losses;

    private RankLoss(double[] scores, double[] losses) {
        this.scores = scores;
        this.losses = losses;
    }

    /** Against the normal rows of these counts, one at least. */
    public static RankLoss of(ScoreCounts counts) {
        List<ScoreCounts.Cell> cells = counts.cells();
        int size = cells.size();
        double[] scores = new double[size];
        double[] losses = new double[size];
        double above = 0;
        for (int i = 0; i < size; i++) {
            ScoreCounts.Cell cell = cells.get(i);
            scores[size - 1 - i] = cell.score();
            losses[size - 1 - i] = (above + cell.normal() / 2.0) / counts.normal();
            above += cell.normal();
        }
        return new RankLoss(scores, losses);
    }

    /**
     * The loss of a score that was counted.
     *
     * @throws IllegalArgumentException of any other
     */
    public double of(double score) {
        int found = Arrays.binarySearch(scores, score);
        if (found < 0) {
            throw new IllegalArgumentException("No row was counted with the score " + score);
        }
        return losses[found];
    }
}
