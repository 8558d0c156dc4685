package dev.waybill.jobs.train;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What is in each part of a split. */
final class SplitParts {

    /**
     * A part.
     *
     * @param dates from the first to the last; empty where rows have no date
     * @param days with at least one row
     * @param labelMean over the labelled rows
     */
    record Figures(Optional<DateRange> dates, long days, long rows, long labelledRows, Optional<Double> labelMean) {}

    private SplitParts() {}

    /** By the part's name, in the order of time. */
    static Map<String, Figures> of(Dataset<Row> features, Source source, Split split) {
        Column label = functions.col(source.label().name());
        Map<String, Row> counted = new HashMap<>();
        Sessions.summaries(features.groupBy(part(split).as("part"))
                        .agg(
                                functions.countDistinct(Tables.EVENT_DATE),
                                functions.count("*"),
                                functions.count(label),
                                ExactSum.mean(label.cast("double")))
                        .where(functions.col("part").isNotNull()))
                .forEach(row -> counted.put(row.getString(0), row));
        Map<String, Figures> parts = new LinkedHashMap<>();
        split.parts()
                .forEach(part -> parts.put(
                        part.name(), figures(split.dates(part), Optional.ofNullable(counted.get(part.name())))));
        return parts;
    }

    /** The name of the part that a row is in; null in a gap and after the last. */
    private static Column part(Split split) {
        Column part = functions.lit(null).cast("string");
        for (Part each : split.parts()) {
            part = functions
                    .when(functions.expr(split.condition(each)), each.name())
                    .otherwise(part);
        }
        return part;
    }

    private static Figures figures(Optional<DateRange> dates, Optional<Row> row) {
        return row.map(found -> new Figures(
                        dates,
                        found.getLong(1),
                        found.getLong(2),
                        found.getLong(3),
                        Optional.ofNullable((Double) found.get(4)).filter(Double::isFinite)))
                .orElse(new Figures(dates, 0, 0, 0, Optional.empty()));
    }
}
