package dev.waybill.common.model.interval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What turns a prediction and its scale into quantiles of the label: split conformal prediction with normalised
 * residuals (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, "Distribution-Free Predictive Inference for
 * Regression", section 5.2), by group where groups differ (Mondrian conformal prediction: Vovk, Gammerman and Shafer
 * 2005, "Algorithmic Learning in a Random World", section 4.5).
 *
 * @param basis the rows that it was calibrated on, in words
 * @param groups columns of the features table; rows that are alike in all of them share offsets
 * @param all the offsets of groups that have none of their own
 * @param byGroup the offsets of groups of enough rows, by {@link #group}
 * @param widths the percentiles, 0 to 100, of the width of the calibration rows' 90% intervals
 */
public record Intervals(
        String basis, List<String> groups, Offsets all, SortedMap<String, Offsets> byGroup, List<Double> widths)
        implements Serializable {

    /** Of the quantiles: the outer two bound the 90% interval, the inner two the 50% interval. */
    public static final List<Double> LEVELS = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

    /**
     * Rows to calibrate on, which the model was not fitted on.
     *
     * @param residuals label - prediction
     * @param scales by how much such predictions are off on average, above 0
     * @param groupOfRow see {@link #group}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Residuals(double[] residuals, double[] scales, List<String> groupOfRow) {

        private double[] normalised(int[] rows) {
            return Arrays.stream(rows)
                    .mapToDouble(row -> residuals[row] / scales[row])
                    .toArray();
        }
    }

    /** What the values of a row's group columns are called together. */
    public static String group(List<String> values) {
        return String.join("|", values);
    }

    /**
     * Finds the offsets of all rows and of each group of enough rows.
     *
     * @param atLeast as many rows a group must have for offsets of its own
     */
    public static Intervals calibrate(String basis, List<String> groups, int atLeast, Residuals rows) {
        int[] allRows = IntStream.range(0, rows.residuals().length).toArray();
        SortedMap<String, Offsets> byGroup = new TreeMap<>();
        rowsByGroup(rows).forEach((group, at) -> {
            if (!groups.isEmpty() && at.size() >= atLeast) {
                int[] own = at.stream().mapToInt(Integer::intValue).toArray();
                byGroup.put(group, Offsets.of(rows.normalised(own)));
            }
        });
        Offsets all = Offsets.of(rows.normalised(allRows));
        return new Intervals(basis, groups, all, byGroup, percentiles(widths(rows, all, byGroup)));
    }

    private static Map<String, List<Integer>> rowsByGroup(Residuals rows) {
        return IntStream.range(0, rows.residuals().length)
                .boxed()
                .collect(Collectors.groupingBy(rows.groupOfRow()::get));
    }

    private static double[] widths(Residuals rows, Offsets all, Map<String, Offsets> byGroup) {
        return IntStream.range(0, rows.residuals().length)
                .mapToDouble(row -> rows.scales()[row]
                        * byGroup.getOrDefault(rows.groupOfRow().get(row), all).width())
                .sorted()
                .toArray();
    }

    private static List<Double> percentiles(double[] sorted) {
        return IntStream.rangeClosed(0, 100)
                .mapToObj(percent -> sorted[(int) ((long) (sorted.length - 1) * percent / 100)])
                .toList();
    }
}
