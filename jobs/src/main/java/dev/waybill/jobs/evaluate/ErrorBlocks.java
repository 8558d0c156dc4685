package dev.waybill.jobs.evaluate;

import dev.waybill.jobs.evaluate.stats.BlockBootstrap;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * What the errors of a segment sum to, in blocks of rows that depend on each other: by days from
 * {@value Sampling#LEAST_DAYS} days on, otherwise by ten minutes, in which rows met the same traffic and weather; where
 * rows have no date, by a hash of their key.
 *
 * @param days how many days there are
 * @param sums by block, in the order of time where blocks are days
 */
record ErrorBlocks(Sampling sampling, int days, SortedMap<Long, double[]> sums) implements Serializable {

    /** Of a day, ten minutes are dealt to so many by their hash, so that a segment's sums stay few; some share one. */
    static final int A_DAY = 64;

    /** From fewer, draws say little of what else could have been. */
    static final int LEAST = 10;

    /**
     * From the sums of cells.
     *
     * @param least what blocks are where there are too few days
     * @param cells structs of the day since 1970, the block within the day, and the sums; one that is missing is NaN
     */
    static ErrorBlocks ofEnoughDays(List<Row> cells, Sampling least) {
        boolean enough = least != Sampling.ROWS && days(cells) >= Sampling.LEAST_DAYS;
        return of(cells, enough ? Sampling.DAYS : least);
    }

    /** The same, by what another segment is parted. */
    static ErrorBlocks of(List<Row> cells, Sampling sampling) {
        SortedMap<Long, double[]> sums = new TreeMap<>();
        cells.forEach(cell -> {
            long day = cell.getInt(0);
            long block = sampling == Sampling.DAYS ? day : day * A_DAY + cell.getLong(1);
            sums.merge(block, sums(cell), ErrorBlocks::add);
        });
        return new ErrorBlocks(sampling, days(cells), sums);
    }

    private static int days(List<Row> cells) {
        return (int) cells.stream().map(cell -> cell.getInt(0)).distinct().count();
    }

    private static double[] sums(Row cell) {
        double[] sums = new double[cell.size() - 2];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = cell.isNullAt(i + 2) ? Double.NaN : cell.getDouble(i + 2);
        }
        return sums;
    }

    private static double[] add(double[] left, double[] right) {
        BlockBootstrap.addAll(new double[][] {right}, left);
        return left;
    }

    /** Whether there are enough of them to tell chance. */
    boolean areEnough() {
        return sampling == Sampling.DAYS || sums.size() >= LEAST;
    }

    double[][] all() {
        return sums.values().toArray(double[][]::new);
    }

    double[] total() {
        double[][] all = all();
        double[] total = new double[all[0].length];
        BlockBootstrap.addAll(all, total);
        return total;
    }
}
