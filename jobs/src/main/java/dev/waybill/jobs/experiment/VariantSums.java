package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.jobs.experiment.stats.UnitSums;
import java.sql.Date;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * The sums of a variant.
 *
 * @param hasUnits whether they are of rows that have a unit
 * @param own of the losses that it published
 * @param pairs of what the challenger's losses are above the champion's, where both have scored
 * @param last event date of its rows
 * @param metrics by name, over its rows
 */
record VariantSums(
        Variant variant, boolean hasUnits, UnitSums own, UnitSums pairs, LocalDate last, Map<String, Double> metrics) {

    static final String OWN = "own";
    static final String PAIRED = "paired";
    static final String WITHOUT_UNIT = "_without_unit";
    static final String LAST = "_last";
    static final String RMSE = "rmse";

    /** As {@link VariantLosses} sums them up. */
    static VariantSums read(Row row, Set<String> metrics) {
        UnitSums own = sums(row, OWN);
        return new VariantSums(
                Variant.valueOf(row.getAs(ScoredTable.VARIANT)),
                !row.<Boolean>getAs(WITHOUT_UNIT),
                own,
                sums(row, PAIRED),
                row.<Date>getAs(LAST).toLocalDate(),
                means(row, metrics, own.rows()));
    }

    private static UnitSums sums(Row row, String prefix) {
        double[] moments = Stream.of("_n", "_y", "_nn", "_ny", "_yy")
                .mapToInt(name -> row.fieldIndex(prefix + name))
                .mapToDouble(at -> row.isNullAt(at) ? 0 : row.getDouble(at))
                .toArray();
        return new UnitSums(
                row.<Long>getAs(prefix + "_count"), moments[0], moments[1], moments[2], moments[3], moments[4]);
    }

    private static Map<String, Double> means(Row row, Set<String> metrics, double rows) {
        Map<String, Double> means = new LinkedHashMap<>();
        metrics.forEach(name -> {
            double mean = row.<Double>getAs(name) / rows;
            means.put(name, name.equals(RMSE) ? Math.sqrt(mean) : mean);
        });
        return means;
    }
}
