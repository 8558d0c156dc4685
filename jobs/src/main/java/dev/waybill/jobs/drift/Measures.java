package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.udf;

import dev.waybill.jobs.drift.stats.Severity;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** The statistics of one column and day, as a Spark function of the rows per bin. */
final class Measures {

    private static final DataType TYPE = StructType.fromDDL(
            "score double, chance double, ks_test struct<statistic: double, pvalue: double>, severity string");

    private Measures() {}

    /**
     * A struct of {@code score, chance, ks_test, severity}, each null where it cannot be computed: the population
     * stability index, how much of it is to be expected when nothing changed, the test, and how bad the index beyond
     * chance is.
     */
    static Column of(Column referenceBins, Column bins, Column numeric) {
        UDF3<scala.collection.@Nullable Map<Integer, Long>, scala.collection.Map<Integer, Long>, Boolean, Row> measure =
                (reference, current, isNumeric) -> measure(
                        reference == null ? Map.of() : JavaConverters.mapAsJavaMap(reference),
                        JavaConverters.mapAsJavaMap(current),
                        isNumeric);
        return udf(measure, TYPE).apply(referenceBins, bins, numeric);
    }

    /**
     * The same struct of one baseline day against the other ones, null throughout where there are none.
     *
     * @param allBins of all baseline days together
     */
    static Column ofBaselineDay(Column allBins, Column bins, Column numeric) {
        UDF3<scala.collection.Map<Integer, Long>, scala.collection.Map<Integer, Long>, Boolean, Row> measure =
                (all, day, isNumeric) -> measure(
                        others(JavaConverters.mapAsJavaMap(all), JavaConverters.mapAsJavaMap(day)),
                        JavaConverters.mapAsJavaMap(day),
                        isNumeric);
        return udf(measure, TYPE).apply(allBins, bins, numeric);
    }

    private static Map<Integer, Long> others(Map<Integer, Long> all, Map<Integer, Long> day) {
        return all.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, bin -> bin.getValue() - day.getOrDefault(bin.getKey(), 0L)));
    }

    private static Row measure(Map<Integer, Long> reference, Map<Integer, Long> current, boolean numeric) {
        BinnedColumn column = BinnedColumn.of(reference, current, numeric);
        OptionalDouble score = column.populationStabilityIndex();
        OptionalDouble chance = column.byChance();
        return RowFactory.create(
                score.isPresent() ? score.getAsDouble() : null,
                chance.isPresent() ? chance.getAsDouble() : null,
                column.kolmogorovSmirnov()
                        .map(test -> RowFactory.create(test.statistic(), test.pvalue()))
                        .orElse(null),
                score.isPresent()
                        ? Severity.of(score.getAsDouble() - chance.orElse(0)).toString()
                        : null);
    }
}
