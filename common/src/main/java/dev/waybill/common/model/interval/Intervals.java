package dev.waybill.common.model.interval;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What turns a prediction and its scale into quantiles of the label: split conformal prediction with normalised
 * residuals (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, "Distribution-Free Predictive Inference for
 * Regression", section 5.2), by group where groups differ (Mondrian conformal prediction: Vovk, Gammerman and Shafer
 * 2005, "Algorithmic Learning in a Random World", section 4.5).
 *
 * @param basis the rows that it was calibrated on, in words
 * @param groups columns of the features table; rows that are alike in all of them share offsets
 * @param all the offsets of all rows together
 * @param others the offsets of groups that have none of their own: from the rows of such groups alone, which are often of
 *     another kind than those of large groups; {@link #all} where these are too few as well
 * @param byGroup the offsets of groups of enough rows, by {@link #group}
 */
public record Intervals(
        String basis, List<String> groups, Offsets all, Offsets others, SortedMap<String, Offsets> byGroup)
        implements Serializable {

    /** Of the quantiles: the outer two bound the 90% interval, the inner two the 50% interval. */
    public static final List<Double> LEVELS = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

    private static final String NULL = "null";

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

    /**
     * What the values of a row's group columns are called together: apart by a bar. A backslash stands before a bar or a
     * backslash within a value, and before a text that reads null, so that no two groups have the same name.
     *
     * @param values null for none
     */
    public static String group(List<@Nullable String> values) {
        return values.stream().map(Intervals::escaped).collect(Collectors.joining("|"));
    }

    private static String escaped(@Nullable String value) {
        if (value == null) {
            return NULL;
        }
        String escaped = value.replace("\\", "\\\\").replace("|", "\\|");
        return value.equals(NULL) ? "\\" + NULL : escaped;
    }

    /**
     * Finds the offsets of all rows, of each group of enough rows, and of the rows of all other groups together.
     *
     * @param atLeast as many rows a group must have for offsets of its own, and those of all other groups together
     */
    public static Intervals calibrate(String basis, List<String> groups, int atLeast, Residuals rows) {
        int[] allRows = IntStream.range(0, rows.residuals().length).toArray();
        Offsets all = Offsets.of(rows.normalised(allRows));
        SortedMap<String, Offsets> byGroup = new TreeMap<>();
        List<Integer> rest = new ArrayList<>();
        rowsByGroup(rows).forEach((group, at) -> {
            if (groups.isEmpty() || at.size() < atLeast) {
                rest.addAll(at);
            } else {
                byGroup.put(group, Offsets.of(rows.normalised(array(at))));
            }
        });
        Offsets others = rest.size() < atLeast ? all : Offsets.of(rows.normalised(array(rest)));
        return new Intervals(basis, groups, all, others, byGroup);
    }

    private static int[] array(List<Integer> rows) {
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Map<String, List<Integer>> rowsByGroup(Residuals rows) {
        return IntStream.range(0, rows.residuals().length)
                .boxed()
                .collect(Collectors.groupingBy(rows.groupOfRow()::get));
    }

    /** The offsets of a group's rows, whether it was there at calibration or not. */
    Offsets of(String group) {
        return byGroup.getOrDefault(group, others);
    }
}
