package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where the bins of a numeric column end: just below the least value of the baseline, then at its quantiles, each value
 * once. Bin i holds the values above end i-1 up to and with end i, so a frequent value closes a bin. The first bin holds
 * what is below the baseline's range, the last one what is above it.
 */
final class BinEdges implements Serializable {

    private static final long serialVersionUID = 1;

    /** Quantiles of the baseline; where no values tie, half a percent of its rows lies between two. */
    static final int QUANTILES = 200;

    /** Baseline rows that the ends are taken from; of them a quantile is known to about 0.2 percent of rows. */
    private static final long SAMPLED_ROWS = 50_000;

    private final double[] ends;

    /**
     * Takes each value once.
     *
     * @param quantiles from the least value to the greatest, ascending; none where the baseline has no value
     */
    BinEdges(double... quantiles) {
        DoubleStream below = Arrays.stream(quantiles).limit(1).map(Math::nextDown);
        DoubleStream values = Arrays.stream(quantiles).map(BinEdges::positiveZero);
        this.ends = DoubleStream.concat(below, values).distinct().toArray();
    }

    /**
     * The ends of all numeric columns by {@link ComparedColumn#id}, in one pass over the reference. Exact quantiles of the
     * rows sampled, and those chosen by their key, so that the ends do not depend on how the rows are partitioned.
     *
     * @param rows how many the reference has
     */
    static Map<String, BinEdges> of(
            Dataset<Row> reference, long rows, List<String> key, List<ComparedColumn> compared) {
        List<ComparedColumn> columns =
                compared.stream().filter(ComparedColumn::numeric).toList();
        if (columns.isEmpty()) {
            return Map.of();
        }
        String[] names = columns.stream().map(ComparedColumn::id).toArray(String[]::new);
        Column[] values =
                columns.stream().map(column -> column.values().as(column.id())).toArray(Column[]::new);
        double[][] quantiles =
                sample(reference, rows, key).select(values).stat().approxQuantile(names, probabilities(), 0);
        Map<String, BinEdges> edges = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            edges.put(names[i], new BinEdges(quantiles[i]));
        }
        return edges;
    }

    private static Dataset<Row> sample(Dataset<Row> reference, long rows, List<String> key) {
        Column hash = xxhash64(key.stream().map(ComparedColumn::quoted).toArray(Column[]::new));
        return rows <= SAMPLED_ROWS
                ? reference
                : reference.filter(pmod(hash, lit(rows)).lt(SAMPLED_ROWS));
    }

    private static double[] probabilities() {
        return IntStream.rangeClosed(0, QUANTILES)
                .mapToDouble(i -> (double) i / QUANTILES)
                .toArray();
    }

    /** From the least value on; edges that are made of them are the same again. */
    double[] values() {
        return Arrays.stream(ends).skip(1).toArray();
    }

    /** How many there are, with the one for what is above all ends. */
    int bins() {
        return ends.length + 1;
    }

    int bin(double value) {
        int found = Arrays.binarySearch(ends, positiveZero(value));
        return found >= 0 ? found : -found - 1;
    }

    /** The values of some neighbouring bins, in words: {@code 4 to 7}. */
    String range(int firstBin, int lastBin) {
        if (firstBin == 0 && lastBin == ends.length) {
            return "any value";
        }
        if (lastBin == 0) {
            return "below " + number(ends[1]);
        }
        if (lastBin == ends.length) {
            return "above " + number(ends[firstBin - 1]);
        }
        return firstBin == 0 ? "up to " + number(ends[lastBin]) : between(ends[firstBin - 1], ends[lastBin]);
    }

    /** Of whole numbers the least and the greatest, otherwise the ends. */
    private String between(double above, double upTo) {
        boolean whole = Arrays.stream(ends).skip(1).allMatch(end -> end == Math.rint(end));
        double from = whole ? Math.floor(above) + 1 : above;
        return from == upTo ? number(upTo) : number(from) + " to " + number(upTo);
    }

    /** Four significant digits, and all of a whole part. */
    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return String.valueOf(value);
        }
        if (Math.abs(value) < Float.MIN_NORMAL) { // the end just below zero, which reads as zero
            return "0";
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int wholeDigits = exact.precision() - exact.scale();
        return exact.round(new MathContext(Math.max(4, wholeDigits)))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static double positiveZero(double value) {
        return value + 0.0;
    }
}
