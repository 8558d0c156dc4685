package dev.waybill.common.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many normal and how many odd rows have each of some scores, from which all that a ranking is judged by follows
 * exactly, ties included.
 *
 * @param cells by score, the highest first
 */
public record ScoreCounts(List<Cell> cells) {

    /**
     * The rows of one score.
     *
     * @param odd rows with the label 1
     * @param normal rows with the label 0
     * @param all rows, those without a label among them
     */
    public record Cell(double score, long odd, long normal, long all) {}

    public long odd() {
        return cells.stream().mapToLong(Cell::odd).sum();
    }

    public long normal() {
        return cells.stream().mapToLong(Cell::normal).sum();
    }

    public long all() {
        return cells.stream().mapToLong(Cell::all).sum();
    }

    /** The probability that an odd row has a higher score than a normal one, ties counted half; NaN without both. */
    public double auc() {
        double wins = 0;
        long below = normal();
        for (Cell cell : cells) {
            below -= cell.normal();
            wins += cell.odd() * (below + cell.normal() / 2.0);
        }
        return wins / ((double) odd() * normal());
    }

    /**
     * The standard error of {@link #auc}, as DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988) estimate it; NaN with
     * fewer than two rows of a kind.
     */
    public double aucError() {
        double auc = auc();
        double odd = odd();
        double normal = normal();
        double ofOdd = 0;
        double ofNormal = 0;
        double oddAbove = 0;
        double normalBelow = normal;
        for (Cell cell : cells) {
            normalBelow -= cell.normal();
            ofOdd += cell.odd() * square((normalBelow + cell.normal() / 2.0) / normal - auc);
            ofNormal += cell.normal() * square((oddAbove + cell.odd() / 2.0) / odd - auc);
            oddAbove += cell.odd();
        }
        return Math.sqrt(ofOdd / (odd - 1) / odd + ofNormal / (normal - 1) / normal);
    }

    private static double square(double value) {
        return value * value;
    }

    /** The mean of the precision at each score, weighted by the recall gained there, as scikit-learn defines it. */
    public double averagePrecision() {
        double sum = 0;
        long odd = 0;
        long seen = 0;
        for (Cell cell : cells) {
            odd += cell.odd();
            seen += cell.odd() + cell.normal();
            sum += cell.odd() == 0 ? 0 : (double) cell.odd() * odd / seen;
        }
        return sum / odd();
    }

    /** The score that so many of all rows reach, at least: that of the last of a share of them, counted from the oddest. */
    public double threshold(double share) {
        long wanted = (long) Math.ceil(share * all());
        long seen = 0;
        double score = Double.NaN;
        for (Cell cell : cells) {
            score = cell.score();
            seen += cell.all();
            if (seen >= wanted) {
                break;
            }
        }
        return score;
    }

    /**
     * All of it by name. What labels tell takes an odd and a normal row at least, and precision a flagged one; otherwise it is
     * left out.
     *
     * @param threshold the score from which on a row is flagged
     */
    public Map<String, Double> figures(double threshold) {
        Cell flagged = flagged(threshold);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("rows", (double) all());
        figures.put("flagged", (double) flagged.all());
        figures.put("flagged_share", (double) flagged.all() / all());
        figures.put("labelled_rows", (double) odd() + normal());
        figures.put("odd_rows", (double) odd());
        if (odd() == 0 || normal() == 0) {
            return figures;
        }
        double recall = (double) flagged.odd() / odd();
        figures.put("odd_share", (double) odd() / (odd() + normal()));
        figures.put("auc", auc());
        figures.put("ranking_error", 1 - auc());
        figures.put("average_precision", averagePrecision());
        figures.put("recall", recall);
        if (flagged.odd() + flagged.normal() > 0) {
            double precision = (double) flagged.odd() / (flagged.odd() + flagged.normal());
            figures.put("precision", precision);
            figures.put("f1", flagged.odd() == 0 ? 0 : 2 * precision * recall / (precision + recall));
        }
        return figures;
    }

    /** The rows whose score reaches a threshold, as one cell. */
    public Cell flagged(double threshold) {
        List<Cell> above =
                cells.stream().filter(cell -> cell.score() >= threshold).toList();
        return new Cell(
                threshold,
                above.stream().mapToLong(Cell::odd).sum(),
                above.stream().mapToLong(Cell::normal).sum(),
                above.stream().mapToLong(Cell::all).sum());
    }
}
